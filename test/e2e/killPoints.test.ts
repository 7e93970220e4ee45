// The engine killed at every request of a command, and gone on from as the README says; npm run torture tries all kills
// during all commands.
import { expect, it } from "vitest";
import { runKills, summary } from "../reliability/engine/runKills.js";
import { readySetup } from "./harness/index.js";

const TRIED = [
  "create, SIGINT once",
  "create, SIGKILL of engine and provider",
  "update after a failed entry, SIGKILL of the engine alone",
  "delete, SIGINT twice",
  "delete, SIGKILL of the engine alone",
];

it("no VM is lost and no call repeated, wherever the engine is killed", async () => {
  const result = await runKills(readySetup(), {
    isWanted: (stage, kill) => TRIED.includes(`${stage.name}, ${kill.name}`),
  });
  console.log(summary(result));
  expect(result).toMatchObject({ lost: [], doubled: [], other: [] });
  expect(result.points).toBeGreaterThan(100);
}, 900_000);
