import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { UnreachableError } from "../../provider/cloudtower";
import { TimeLimit } from "../../provider/cloudtower/retry";
import { clientOf, failureOf, hang, openServer } from "./scriptedServer";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

it("a request that hangs times out, whatever the garbage collector does", async () => {
  const server = await openServer();
  server.always("GetHosts", hang);
  const { cloudTower } = clientOf(server.url, { requestTimeoutMs: 300 });
  const collecting = setInterval(collectGarbage, 20);
  const options = { patienceMs: 0, signal: new AbortController().signal };
  const error = await failureOf(cloudTower.hosts({}, options)).finally(() => clearInterval(collecting));
  expect(error).toBeInstanceOf(UnreachableError);
  expect(error.message).toContain("did not answer within 0.3 s");
}, 3_000);

it("a request ends with its caller's signal, at once and with its reason", async () => {
  const server = await openServer();
  const stop = new AbortController();
  server.always("GetHosts", () => stop.abort(new Error("enough")));
  const { cloudTower } = clientOf(server.url);
  expect((await failureOf(cloudTower.hosts({}, { signal: stop.signal }))).message).toBe("enough");
});

it("a limit that is lifted fires no more", () => {
  const caller = new AbortController();
  const limit = new TimeLimit(1, caller.signal);
  limit.lift();
  caller.abort();
  expect(limit.signal.aborted).toBe(false);
  expect(new TimeLimit(1_000, caller.signal).signal.aborted).toBe(true);
});
