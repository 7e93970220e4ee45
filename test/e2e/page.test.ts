// The simulator's page in a real browser.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Simulator } from "../../simulator";
import { hostileCluster } from "../shared/hostileCluster";
import { HOSTILE_NAMES } from "../shared/hostileNames";
import { openBrowser, openPage } from "./harness/browser.js";
import { createProject, type RunningCli } from "./harness/index.js";
import { oneHost, openSimulator } from "./oneHost";

let browser: Browser;
// It may have to be fetched.
beforeAll(async () => {
  browser = await openBrowser();
}, 300_000);
afterAll(() => browser?.close());

/** Text, as all that runs in the page and names what only browsers have: these tests are not compiled for browsers. */
const NOTE_ANIMATIONS = `
const { animate } = Element.prototype;
Element.prototype.animate = function (...args) {
  document.documentElement.dataset.moved += " " + this.title;
  return animate.apply(this, args);
};`;
const WIDTH = "document.documentElement.scrollWidth";
const MARKUP = `document.body.innerHTML = "<img src=x onerror=alert(1)>"`;

interface ShownHost {
  host: string;
  standing: string;
  /** Name and power of each. */
  vms: string[];
}

/** What the page shows, read as a person would: by what is drawn in which box. */
function shownBy(page: Page): Promise<ShownHost[]> {
  return page.locator(".host").evaluateAll((boxes) =>
    boxes.map((box) => ({
      host: `${box.closest(".cluster")?.querySelector("h2 bdi")?.textContent}/${box.querySelector("h3")?.textContent}`,
      standing: box.querySelector(".standing")?.textContent ?? "",
      vms: [...box.querySelectorAll(".vm")].map(
        (vm) =>
          `${vm.querySelector("bdi")?.textContent}${/(^|· )off$/.test(vm.querySelector(".mark")?.textContent ?? "") ? " off" : ""}`,
      ),
    })),
  );
}

/** The same, as the simulator has it. */
function fleetOf(simulator: Simulator): ShownHost[] {
  const words = {
    IN_USE: "In use",
    ENTERING_MAINTENANCE_MODE: "Entering maintenance",
    MAINTENANCE_MODE: "In maintenance",
  };
  const { hosts, vms } = simulator.snapshot();
  return hosts.map(({ id, name, clusterName, state }) => ({
    host: `${clusterName}/${name}`,
    standing: words[state as keyof typeof words],
    vms: vms.filter((vm) => vm.hostId === id).map((vm) => `${vm.name}${vm.power === "STOPPED" ? " off" : ""}`),
  }));
}

it("VMs of a host are seen to leave while pulumi up runs, and to come back at destroy", async () => {
  // Time passes only as far as this test says, so that no state is missed, however busy the machine is.
  let time = Date.now();
  const pass = async (isEnough: () => boolean) => {
    for (; !isEnough(); time += 20) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const finished = async (run: RunningCli) => {
    let isDone = false;
    void run.done.then(() => {
      isDone = true;
    });
    await pass(() => isDone);
    return run.done;
  };
  const { simulator, env } = await openSimulator({ now: () => time, speed: 4 });
  const onNode1 = () =>
    simulator.snapshot().vms.filter((vm) => vm.hostId === simulator.host("node-1", "east").id).length;
  const project = await createProject({ program: oneHost(`{ hostName: "node-1", cluster: "east" }`), env });
  const { page, complaints } = await openPage(browser, simulator.url);
  const before = fleetOf(simulator);
  await expect.poll(() => shownBy(page)).toEqual(before);
  expect(before[0]).toMatchObject({ host: "east/node-1", standing: "In use" });

  // A VM that moves is drawn on its way.
  await page.evaluate(NOTE_ANIMATIONS);

  const up = project.start("up", ["--skip-preview"]);
  await pass(() => onNode1() < 6);
  await expect.poll(() => shownBy(page)).toEqual(fleetOf(simulator));
  expect((await shownBy(page))[0]).toMatchObject({ standing: "Entering maintenance" });
  const task = page.locator(".task", { hasText: "Host node-1 enters maintenance mode" });
  const percent = Number(await task.locator("progress").getAttribute("value"));
  expect(percent).toBeGreaterThan(0);
  expect(percent).toBeLessThan(100);
  expect(await task.locator(".status").textContent()).toBe(`running, ${percent} %`);
  expect(await page.locator("html").getAttribute("data-moved")).toContain("web-");

  expect(await finished(up)).toSucceed();
  await expect.poll(() => shownBy(page)).toEqual(fleetOf(simulator));
  expect((await shownBy(page))[0]).toEqual({
    host: "east/node-1",
    standing: "In maintenance",
    vms: ["gpu-train-01 off", "license-01 off", "build-cache-01 off"],
  });
  expect(await task.locator(".status").textContent()).toBe("done");
  expect(await page.locator("#summary").textContent()).toContain("1 host in maintenance");

  const destroy = project.start("destroy", ["--skip-preview"]);
  await pass(() => onNode1() > 3);
  await expect.poll(async () => (await shownBy(page))[0]).toMatchObject({ standing: "Leaving maintenance" });
  expect(await finished(destroy)).toSucceed();
  await expect.poll(() => shownBy(page)).toEqual(before);
  expect(complaints).toEqual([]);
  expect(simulator.violations).toEqual([]);
});

it("names that mean harm are text, and could not be more", async () => {
  const markup = ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "&lt;b&gt;", "<b>bold</b>"];
  const names = [...Object.values(HOSTILE_NAMES), ...markup];
  const { simulator } = await openSimulator({ scenario: hostileCluster(names) });
  const { page, complaints } = await openPage(browser, simulator.url);
  await expect.poll(() => page.locator(".host .vm").count()).toBe(names.length);
  const shown = await page.locator(".host .vm bdi").allTextContents();
  expect(shown.slice(-markup.length)).toEqual(markup);
  expect(await page.locator("img, b, body script:not(:last-of-type)").count()).toBe(0);
  expect(await page.locator("body").textContent()).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(complaints).toEqual([]);

  // The page's policy, should its script ever forget.
  await expect(page.evaluate(MARKUP)).rejects.toThrow("TrustedHTML");
});

it("when the simulator goes away, the page says so and tries again until it is back", async () => {
  const { simulator } = await openSimulator();
  const { page } = await openPage(browser, simulator.url);
  await expect.poll(() => shownBy(page)).toEqual(fleetOf(simulator));
  expect(await page.locator("#lost").isVisible()).toBe(false);
  await simulator.unplug(0);
  await page.locator("#lost", { hasText: /^Connection lost at .*, retrying/ }).waitFor({ state: "visible" });
  simulator.operator.moveVm("web-01", "node-4");
  await simulator.plug(0);
  await page.locator("#lost").waitFor({ state: "hidden" });
  await expect.poll(() => shownBy(page)).toEqual(fleetOf(simulator));
});

it.each([
  ["two-clusters", 1440, "light"],
  ["two-clusters", 400, "dark"],
  ["big-host", 1440, "dark"],
] as const)("%s can be read at a width of %i", async (scenario, width, colorScheme) => {
  const { simulator } = await openSimulator({ scenario });
  const { page } = await openPage(browser, simulator.url, { viewport: { width, height: 900 }, colorScheme });
  await expect.poll(() => shownBy(page)).toEqual(fleetOf(simulator));
  const cut = await page
    .locator("bdi")
    .evaluateAll((names) =>
      names
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map(({ textContent }) => textContent),
    );
  expect(cut).toEqual([]);
  expect(await page.evaluate(WIDTH)).toBeLessThanOrEqual(width);
});
