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
  dependencies?: Record<string, string>;
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

it("what would run at its installation is denied, and no dependency of the package would", () => {
  const denied = Object.entries(manifest.allowScripts).filter(([, allowed]) => allowed === false);
  const withScripts = others.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path));
  expect(withScripts.sort()).toEqual(denied.map(([name]) => name).sort());
  expect([...closure(Object.keys(manifest.dependencies))].filter((name) => withScripts.includes(name))).toEqual([]);
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Names of packages and of all that they depend on. */
function closure(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names.filter((candidate) => !found.has(candidate))) {
    found.add(name);
    for (const [, { dependencies = {} }] of others.filter(([path]) => nameOf(path) === name))
      closure(Object.keys(dependencies), found);
  }
  return found;
}
