import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../bootstrap/process.mjs";

/** Writes the licence and version of every library that was built in. */
export function writeNotices(directory, files) {
  const packages = [...new Set(files.map(packageOf))].sort();
  const heading = "Libraries that are built into this package, each under its own licence.";
  writeFileSync(
    join(directory, "THIRD-PARTY-NOTICES.txt"),
    `${[heading, ...packages.map(notice)].join("\n\n---\n\n")}\n`,
  );
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` belongs to `node_modules/a/node_modules/@b/c`. */
function packageOf(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)[1];
}

function notice(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${licenceText(path)}`;
}

/** The text of the package's licence file, or if it has none, the chapter of its README. */
function licenceText(path) {
  const files = readdirSync(join(root, path));
  const read = (file) => readFileSync(join(root, path, file), "utf8");
  const licence = files.find((file) => /^licen[cs]e/i.test(file));
  if (licence) return read(licence).trim();
  const readme = files.find((file) => /^readme/i.test(file));
  const [, chapter] = readme ? read(readme).split(/^(?:#+ *)?licen[cs]e\b.*\n(?:-+\n)?/im) : [];
  if (!chapter) throw new Error(`${path} has no licence text to publish with it`);
  return chapter.trim();
}
