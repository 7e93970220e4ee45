import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ApiClient } from "./apiClient";

const root = join(__dirname, "..", "..");

function start(...args: string[]): ChildProcess & { text(): { stdout: string; stderr: string } } {
  const child = spawn(process.execPath, ["--import", "tsx", "simulator/main.ts", ...args], { cwd: root });
  onTestFinished(() => void child.kill("SIGKILL"));
  const seen = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (seen.stdout += chunk));
  child.stderr.on("data", (chunk) => (seen.stderr += chunk));
  return Object.assign(child, { text: () => seen });
}

it("prints one line with its URL, serves, and ends cleanly on SIGTERM", { timeout: 30_000 }, async () => {
  const child = start("--port", "0", "--speed", "100", "--token", "key-1", "--token", "key-2");
  await once(child.stdout as NodeJS.ReadableStream, "data");
  const { stdout } = child.text();
  const [, url] =
    /^CloudTower simulator at (http:\/\/127\.0\.0\.1:\d+) \(login root \/ simulator\); open it in a browser to watch\n$/.exec(
      stdout,
    ) ?? [];
  expect(url, stdout).toBeDefined();
  for (const authorization of ["key-1", "key-2"]) {
    const headers = { "content-type": "application/json", authorization };
    expect((await fetch(`${url}/v2/api/get-hosts`, { method: "POST", headers, body: "{}" })).status).toBe(200);
  }
  // An open page is no reason to stay.
  const { body } = await fetch(`${url}/page/events`);
  await body?.getReader().read();
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(0);
  expect(child.text()).toEqual({ stdout, stderr: "" });
});

it("does not print a password that was chosen", { timeout: 30_000 }, async () => {
  const child = start("--username", "admin", "--password", "hunter2");
  await once(child.stdout as NodeJS.ReadableStream, "data");
  expect(child.text().stdout).toMatch(/\(login admin\); open it in a browser to watch\n$/);
});

it("has a standby if requested, and prints both addresses", { timeout: 30_000 }, async () => {
  const child = start("--standby", "0");
  await once(child.stdout as NodeJS.ReadableStream, "data");
  const [, active, standby] = /^CloudTower simulator at (\S+) and (\S+) \(/.exec(child.text().stdout) ?? [];
  const health = async (url: string | undefined) => (await fetch(`${url}/api/healthz`, { redirect: "manual" })).status;
  expect([await health(active), await health(standby)]).toEqual([200, 307]);
});

it("says in one line that the port is in use, and exits with 1", { timeout: 30_000 }, async () => {
  const { port } = new URL((await ApiClient.open()).sim.url);
  const child = start("--port", port);
  expect((await once(child, "close"))[0]).toBe(1);
  expect(child.text()).toEqual({ stdout: "", stderr: `Port ${port} is in use already; choose another with --port.\n` });
});
