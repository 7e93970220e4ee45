import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Credentials } from "../../provider/cloudtower";
import { FileStore } from "../../provider/journal";
import type { Fault } from "../../simulator";
import { PASSWORD, SecretSearch, TOKEN } from "../shared/secretSearch";
import { startFaultyLifecycle } from "./faultyLifecycle";
import { allCells, type Cell } from "./matrix/cells";
import { FAULTS } from "./matrix/faults";
import { simulatorOf } from "./matrix/scenario";
import { STAGES } from "./matrix/stages";

const CREDENTIALS: Record<string, Credentials> = {
  "a password": { username: "root", password: PASSWORD, source: "LOCAL" },
  "a token": { token: TOKEN },
};

/** Servers that repeat what they were sent, including the credential, in each part of an answer. */
const ECHOES: Record<string, Omit<Fault, "operation">> = {
  "400": { kind: "status", status: 400 },
  "401": { kind: "status", status: 401 },
  "403": { kind: "status", status: 403 },
  "500": { kind: "status", status: 500 },
  "500, acted": { kind: "status", status: 500, act: true },
  "502 in HTML": { kind: "html502" },
  "an answer of another shape": { kind: "wrongShape" },
  "a redirect": { kind: "redirect" },
  "a task that fails": { kind: "taskFailed" },
};

type Point = Pick<Cell, "stage" | "operation" | "skip">;

let points: Point[];
let directory: string;
beforeAll(async () => {
  // Each relevant request of each verb, once.
  points = (await allCells({}, true)).filter(
    (cell) => cell.fault === FAULTS[0] && !cell.persistent && cell.next === "up",
  );
  directory = await mkdtemp(join(tmpdir(), "pulumi-cloudtower-secrets-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Every fourth combination, so that each request meets some echoes, and each echo some requests of each verb. */
const SHARE = 4;

it.each(Object.entries(CREDENTIALS))(
  "%s is told by no verb, whatever fails and however it is echoed",
  async (_, credentials) => {
    const search = new SecretSearch();
    const logins = STAGES.map((stage): Point => ({ stage, operation: "Login", skip: 0 }));
    let cells = 0;
    for (const [index, point] of [...points, ...logins].entries()) {
      for (const [turn, [name, echo]] of Object.entries(ECHOES).entries()) {
        if ((index + turn) % SHARE !== 0) continue;
        const where = `${point.stage.name}, ${point.operation} no. ${point.skip + 1}, ${name}`;
        for (const [place, text] of await traces(point, echo, credentials)) search.look(`${where}: ${place}`, text);
        cells += 1;
      }
    }
    console.log(`${cells} verbs that met an echo: ${search.summary}`);
    expect(search.hits.slice(0, 5)).toEqual([]);
  },
  300_000,
);

/** Everything that a verb leaves behind after meeting such a server until it gives up: [where, text]. */
async function traces({ stage, operation, skip }: Point, echo: Omit<Fault, "operation">, credentials: Credentials) {
  const trace: string[] = [];
  const options = { ...simulatorOf({}), password: PASSWORD, tokens: [TOKEN] };
  const faulty = await startFaultyLifecycle(options, { credentials, trace: (line) => trace.push(line) });
  try {
    faulty.context.facts = new FileStore(directory, "project/stack/name");
    const before = await stage.prepare(faulty);
    faulty.simulator.faults.inject({ ...echo, operation, skip, times: 1_000, echo: true });
    const outcome: unknown = await stage.run(faulty, before).catch((error: unknown) => error);
    const files = await readdir(directory);
    const journal = await Promise.all(files.map((file) => readFile(join(directory, file), "utf8")));
    await Promise.all(files.map((file) => rm(join(directory, file))));
    return [
      ["outcome", JSON.stringify(outcome) + inspect(outcome, { depth: 10, showHidden: true })],
      ["progress", faulty.told.join("\n")],
      ["debug lines", trace.join("\n")],
      ["journal", journal.join("\n") + files.join("\n")],
    ] as const;
  } finally {
    await faulty.simulator.close();
  }
}
