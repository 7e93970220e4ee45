import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/** Removes declarations that the package's entry cannot reach: they describe internals. */
export function keepPublicDeclarations(directory) {
  const program = ts.createProgram([join(directory, "index.d.ts")], { skipLibCheck: true, types: [] });
  const reached = new Set(program.getSourceFiles().map(({ fileName }) => resolve(fileName)));
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = resolve(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !reached.has(file)) rmSync(file);
  }
}
