import { type Browser, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { ensureChromium } from "../../../scripts/chromium/index.js";

/** What has been open in a page, and what the browser had to say against it. */
export interface OpenPage {
  page: Page;
  /** Errors, refusals by the page's policy, and requests to anywhere else. */
  complaints: string[];
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureChromium() });
}

/** Opens a page that closes with the test. */
export async function openPage(browser: Browser, url: string, options = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) complaints.push(request.url());
  });
  await page.goto(url);
  return { page, complaints };
}
