// What the page is given. test/e2e/page.test.ts looks at it with a browser.
import { PassThrough, Writable } from "node:stream";
import { expect, it, onTestFinished, vi } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { shown } from "../../simulator/page/shown";
import { Viewers } from "../../simulator/page/viewers";
import { HOSTILE_NAMES } from "../shared/hostileNames";

async function started(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** The events of one open page, in order. */
async function openPage(url: string) {
  const { body } = await fetch(`${url}/page/events`);
  const texts = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  return {
    /** The next state that the page is sent; undefined: the server has ended it. */
    async next(): Promise<string | undefined> {
      for (;;) {
        const [, data, rest] = /data: (.*)\n\n([\s\S]*)/.exec(buffer) ?? [];
        if (data !== undefined) {
          buffer = rest as string;
          return data;
        }
        const { value, done } = await texts.read();
        if (done) return undefined;
        buffer += value;
      }
    },
    leave: () => texts.cancel(),
  };
}

it("is one file that may load and run nothing from elsewhere", async () => {
  const simulator = await started();
  const response = await fetch(simulator.url);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = response.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toContain("unsafe");
  // Addresses that are not loaded: the namespace of its icon.
  expect((await response.text()).replace("http://www.w3.org/2000/svg", "")).not.toMatch(/(https?:)?\/\/\w+\.\w/);
});

it("is told what has changed, and counts as no request of a client", async () => {
  const simulator = await started();
  const page = await openPage(simulator.url);
  expect(await page.next()).toContain('"standing":"use"');
  simulator.operator.stopVm("web-01");
  expect(await page.next()).toMatch(/"name":"web-01","power":"STOPPED"/);
  expect(simulator.requests).toEqual([]);
  expect(simulator.violations).toEqual([]);
  await page.leave();
});

it("has the same address on a standby, also while no node answers", async () => {
  const simulator = await started({ scenario: "failover" });
  simulator.operator.failover();
  for (const url of simulator.urls) {
    expect((await fetch(url)).status).toBe(200);
    expect(await (await openPage(url)).next()).toContain('"clusters"');
  }
});

it("does not keep the simulator from closing", async () => {
  const simulator = await started();
  const page = await openPage(simulator.url);
  await page.next();
  await simulator.close();
  expect(await page.next().catch(() => undefined)).toBeUndefined();
});

it("has a timer only while a page is open", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const viewers = new Viewers(() => "{}");
  const pages = [new PassThrough(), new PassThrough()] as const;
  for (const page of pages) viewers.add(page);
  expect(vi.getTimerCount()).toBe(1);
  pages[0].destroy();
  await vi.waitFor(() => expect(pages[0].closed).toBe(true));
  expect(vi.getTimerCount()).toBe(1);
  pages[1].destroy();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
});

it("that reads nothing gets nothing more, until it reads: then the newest state", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const written: string[] = [];
  let read: (() => void) | undefined;
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _, done) {
      written.push(String(chunk));
      read = done;
    },
  });
  let state = 0;
  new Viewers(() => String(state)).add(slow);
  for (state = 1; state < 1000; state += 1) vi.advanceTimersByTime(1000);
  expect(slow.writableLength).toBeLessThan(100);
  while (slow.writableNeedDrain) {
    read?.();
    await new Promise(setImmediate);
  }
  vi.advanceTimersByTime(1000);
  expect(written.at(-1)).toBe("data: 1000\n\n");
  slow.destroy();
});

it.each(Object.entries(HOSTILE_NAMES))("shows a name that means harm as short, visible text: %s", (_, name) => {
  expect(shown(name)).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,121}$/u);
});

it("shows names that differ by what cannot be seen as different, and an empty one", () => {
  expect(shown("web\u200b")).not.toBe(shown("web"));
  expect(shown("")).toBe("(no name)");
  expect(shown("维护 🖥")).toBe("维护 🖥");
});
