// What a user installs: the tarball as npm unpacks it.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, inject, it } from "vitest";

const CHECKOUT = join(__dirname, "..", "..");

function packed(): { path: string; text: string }[] {
  const setup = inject("e2e");
  if ("error" in setup) throw new Error(setup.error);
  const root = join(setup.template, "node_modules", "pulumi-cloudtower");
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return { path: relative(root, file).replaceAll("\\", "/"), text: readFileSync(file, "utf8") };
  });
  // npm puts a dependency there whose version another package of the project rules out above.
  return files.filter(({ path }) => !path.startsWith("node_modules/"));
}

it("the package holds what it needs to run, what its README links to, and nothing else", () => {
  const paths = packed().map(({ path }) => path);
  const outside = paths.filter((path) => !path.startsWith("dist/"));
  const pagesIn = (directory: string) =>
    readdirSync(join(CHECKOUT, directory))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(directory, name));
  expect(outside.sort()).toEqual(["LICENSE", "package.json", ...pagesIn("."), ...pagesIn("docs")].sort());
  const code = paths.filter((path) => path.startsWith("dist/") && !path.endsWith(".d.ts"));
  expect(code.sort()).toEqual([
    "dist/THIRD-PARTY-NOTICES.txt",
    "dist/command/main.js",
    "dist/commands/wrapper.js",
    "dist/dynamic/index.js",
    "dist/index.js",
  ]);
  expect(paths).toContain("dist/index.d.ts");
  expect(paths.filter((path) => /\b(test|simulator|scripts|examples)\//.test(path))).toEqual([]);
});

it("the links between the package's pages lead to a page and a heading of it", () => {
  const pages = new Map(packed().flatMap(({ path, text }) => (path.endsWith(".md") ? [[path, text] as const] : [])));
  const anchors = (text: string) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    );
  for (const [path, text] of pages) {
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file, anchor] = target.split("#");
      const page = file ? join(path, "..", file).replaceAll("\\", "/") : path;
      expect([...pages.keys()], `${target} in ${path}`).toContain(page);
      if (anchor) expect(anchors(pages.get(page) ?? ""), `${target} in ${path}`).toContain(anchor);
    }
  }
});

it("the package needs nothing but Pulumi, and names every library that is built into it", () => {
  const text = (wanted: string) => packed().find(({ path }) => path === wanted)?.text ?? "";
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(text("package.json"));
  expect({ ...dependencies, ...optionalDependencies }).toEqual({});
  expect(Object.keys(peerDependencies)).toEqual(["@pulumi/pulumi"]);
  for (const code of ["dist/index.js", "dist/dynamic/index.js"]) {
    const required = [...text(code).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
    const foreign = required.filter((name) => !isBuiltin(name) && !name.startsWith("pulumi-cloudtower"));
    expect(new Set(foreign)).toEqual(new Set(code === "dist/index.js" ? ["@pulumi/pulumi"] : []));
  }
  const built = new Set(
    [...text("dist/dynamic/index.js").matchAll(/^\/\/ node_modules\/(\S+?)\/\S+$/gm)].map(([, name]) => name),
  );
  expect(built).toContain("node-fetch");
  for (const name of built) expect(text("dist/THIRD-PARTY-NOTICES.txt")).toMatch(new RegExp(`^${name} \\d`, "m"));
});

it("nothing runs when the package is installed", () => {
  const manifest = packed().find(({ path }) => path === "package.json");
  const { scripts = {}, bundleDependencies } = JSON.parse(manifest?.text ?? "{}");
  const atInstall = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"];
  expect(Object.keys(scripts).filter((name) => atInstall.includes(name))).toEqual([]);
  expect(bundleDependencies).toBeUndefined();
});

it("no file of the package reveals where it was built or where its dependencies came from", () => {
  const ofThisMachine = [CHECKOUT, homedir(), tmpdir()].filter((path) => path.length > 1 && path !== "/root");
  for (const { path, text } of packed()) {
    for (const place of ofThisMachine) expect(text.includes(place), `${path} holds ${place}`).toBe(false);
    expect(text, path).not.toMatch(/(^|["'\s(=])(\/home\/|\/Users\/|\/root\/|\/tmp\/|[A-Z]:\\)[\w.]/m);
    expect(text, path).not.toMatch(/\bregistry\.[\w-]+\.\w+|npmjs|npmmirror|artifactory|nexus|"resolved":|_resolved/i);
    expect(text, path).not.toMatch(/sourceMappingURL/);
  }
});
