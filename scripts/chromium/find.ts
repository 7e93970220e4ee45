import { join } from "node:path";
import { chromium } from "playwright-core";
import which from "which";

/** As Debian, other Linux systems and Google call theirs. */
const NAMES = ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where installers of other systems put theirs. */
const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ["Google Chrome", "Chromium", "Microsoft Edge"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: [process.env.ProgramFiles, process.env["ProgramFiles(x86)"]].flatMap((directory) =>
    directory === undefined
      ? []
      : [join("Google", "Chrome"), join("Microsoft", "Edge")].map((product) =>
          join(directory, product, "Application", product.endsWith("Edge") ? "msedge.exe" : "chrome.exe"),
        ),
  ),
};

/** A browser of this machine that can be driven. */
export async function findChromium(): Promise<string | undefined> {
  const onPath = await Promise.all(NAMES.map((name) => which(name, { nothrow: true })));
  for (const candidate of [...onPath, ...(PLACES[process.platform] ?? [])]) {
    if (candidate !== null && (await problemOf(candidate)) === undefined) return candidate;
  }
  return undefined;
}

/** Why a browser cannot be driven; undefined if it can. It is tried: many that tell their version cannot start. */
export async function problemOf(executable: string): Promise<string | undefined> {
  try {
    const browser = await chromium.launch({ executablePath: executable, timeout: 30_000 });
    await browser.close();
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
}
