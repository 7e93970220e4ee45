// What a Pulumi program may load when it imports the package: neither the schema library nor the client, which programs that use
// host ids never need. Type imports and `import()` load nothing and are ignored here.

export default {
  forbidden: [
    {
      name: "light to load",
      severity: "error",
      comment: "load it where it is needed: `await import(…)`",
      from: { path: "^provider/index\\.ts$" },
      to: { path: "node_modules/(zod|node-fetch)/", reachable: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: false,
    exclude: { dynamic: true },
    doNotFollow: { path: "node_modules/" },
  },
};
