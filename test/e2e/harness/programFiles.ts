import manifest from "../../../package.json" with { type: "json" };

/** TypeScript as `pulumi new typescript` sets it up, CommonJS JavaScript, or JavaScript modules. */
export type Language = "ts" | "js" | "esm";

export const PROJECT_NAME = "e2e";

export function programFile(language: Language): string {
  return language === "ts" ? "index.ts" : "index.js";
}

/** The files of a fresh project around its program, by name. */
export function projectFiles(language: Language): Record<string, string> {
  const typescript = language === "ts";
  return {
    // JSON is YAML.
    "Pulumi.yaml": json({ name: PROJECT_NAME, runtime: { name: "nodejs", options: { typescript } } }),
    "package.json": json({
      name: PROJECT_NAME,
      private: true,
      main: programFile(language),
      ...(language === "esm" && { type: "module" }),
      dependencies: { "@pulumi/pulumi": manifest.devDependencies["@pulumi/pulumi"], [manifest.name]: manifest.version },
    }),
    ...(typescript && { "tsconfig.json": json({ compilerOptions: TEMPLATE_OPTIONS, files: ["index.ts"] }) }),
  };
}

const TEMPLATE_OPTIONS = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "commonjs",
  moduleResolution: "node",
  sourceMap: true,
  forceConsistentCasingInFileNames: true,
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
