// What `npm ci` installs: exactly what was locked, from whatever registry the user has, and without running any of it.
import { expect, it } from "vitest";
import manifest from "../../package.json";
import lock from "../../package-lock.json";

interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

const packages: [path: string, entry: Locked][] = Object.entries(lock.packages);
/** Not the project itself, nor the link by which its own tests import it. */
const others = packages.filter(([path, entry]) => path !== "" && !entry.link);

it("each package is locked to its content", () => {
  expect(others.length).toBeGreaterThan(100);
  expect(others.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""))).toEqual([]);
  expect(others.filter(([, { version }]) => !/^\d+\.\d+\.\d+/.test(version ?? ""))).toEqual([]);
});

it("no package is tied to a registry", () => {
  expect(packages.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
  // Where authors ask for money is the one address that npm writes besides.
  const text = JSON.stringify(lock, (key, value) => (key === "funding" ? undefined : value));
  expect(text.match(/https?:\/\/[^"]*|git(\+\w+)?:[^"]*/g)).toBeNull();
});

it("what would run at its installation is denied", () => {
  const denied = Object.entries(manifest.allowScripts).filter(([, allowed]) => allowed === false);
  const withScripts = others.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path));
  expect(withScripts.sort()).toEqual(denied.map(([name]) => name).sort());
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
