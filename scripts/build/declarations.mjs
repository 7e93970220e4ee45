import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/** Leaves only the declarations that the package's own can reach: all others tell of what is inside. */
export function keepPublicDeclarations(directory) {
  const program = ts.createProgram([join(directory, "index.d.ts")], { skipLibCheck: true, types: [] });
  const reached = new Set(program.getSourceFiles().map(({ fileName }) => resolve(fileName)));
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = resolve(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !reached.has(file)) rmSync(file);
  }
}
