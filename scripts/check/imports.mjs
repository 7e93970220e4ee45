// Which part of the code may import which. `npm run check` enforces this with dependency-cruiser. Type imports count, unless a rule
// says otherwise.

/** Makes foreign text safe to print, and other small helpers. They import nothing from the other folders. */
const TEXT = "^provider/text/";
const CLOCK = "^provider/clock\\.ts$";
const CONNECT = "^provider/(connect|trace)\\.ts$";
const room = (name) => `^provider/${name}/`;
const lifecycle = (name) => `^provider/lifecycle/${name}(/|\\.ts$)`;

/** Each folder of provider/, and what else of provider/ it may import. Imports go one way. */
const ROOMS = {
  resources: [
    room("frontends"),
    room("runs"),
    room("lifecycle"),
    room("journal"),
    room("cloudtower"),
    room("settings"),
    CONNECT,
    CLOCK,
    TEXT,
  ],
  frontends: [
    room("runs"),
    room("lifecycle"),
    room("cloudtower"),
    room("settings"),
    room("journal"),
    CONNECT,
    CLOCK,
    TEXT,
  ],
  journal: [room("lifecycle"), TEXT],
  settings: [lifecycle("vms"), room("cloudtower"), TEXT],
  runs: [room("lifecycle"), room("commands"), room("cloudtower"), CLOCK, TEXT],
  lifecycle: [room("cloudtower"), CLOCK, TEXT],
  cloudtower: [CLOCK, TEXT],
  text: [],
};

/** Folders that may import these others only as types. */
const TYPES_ONLY = {
  journal: [room("lifecycle")],
  settings: [lifecycle("vms"), room("cloudtower")],
};

/** The layers of lifecycle/, from the bottom up. Each imports only those before it. `context` is what a verb gets. */
const LAYERS = [
  "session",
  "report",
  "vms",
  "context",
  "situation",
  "steps",
  "foresee",
  "look",
  "concern",
  "stay",
  "verbs",
  "index",
];

const rooms = Object.entries(ROOMS).map(([name, others]) => ({
  name: `room ${name}`,
  severity: "error",
  comment: "arrows between the rooms of provider/ go one way",
  from: { path: room(name) },
  to: { path: "^provider/", pathNot: [room(name), ...others] },
}));

const typesOnly = Object.entries(TYPES_ONLY).map(([name, others]) => ({
  name: `${name}, types only`,
  severity: "error",
  comment: "loads nothing of these rooms: use `import type`",
  from: { path: room(name) },
  to: { path: others, dependencyTypesNot: ["type-only"] },
}));

const layers = LAYERS.slice(0, -1).map((name, height) => ({
  name: `layer ${name}`,
  severity: "error",
  comment: `inside lifecycle/ imports go down: ${LAYERS.join(" ← ")}`,
  from: { path: lifecycle(name) },
  to: { path: LAYERS.slice(height + 1).map(lifecycle) },
}));

/** A new folder must be listed above before it imports anything. */
const newcomers = [
  { within: "^provider/[^/]+/", known: Object.keys(ROOMS).map(room), to: "^provider/" },
  { within: "^provider/lifecycle/", known: LAYERS.map(lifecycle), to: "^provider/lifecycle/" },
].map(({ within, known, to }) => ({
  name: "newcomer",
  severity: "error",
  comment: "say in scripts/check/imports.mjs what it may import",
  from: { path: within, pathNot: known },
  to: { path: to },
}));

export default {
  forbidden: [
    {
      name: "circle",
      severity: "error",
      comment: "files that import each other cannot be read one at a time; type imports count",
      from: { path: "^(provider|simulator)/" },
      to: { circular: true },
    },
    ...rooms,
    ...typesOnly,
    ...layers,
    ...newcomers,
    {
      name: "small helpers",
      severity: "error",
      comment: "helpers beside the rooms import none of them",
      from: { path: [CLOCK, TEXT] },
      to: { path: "^provider/", pathNot: [CLOCK, TEXT] },
    },
    {
      name: "connect",
      severity: "error",
      comment: "knows the client and the settings, and nobody who asks for them",
      from: { path: CONNECT },
      to: { path: "^provider/", pathNot: [room("cloudtower"), room("settings"), CONNECT, CLOCK, TEXT] },
    },
    {
      name: "front ends apart",
      severity: "error",
      comment: "each front end serves callers of its own; what both need is beside them",
      from: { path: "^provider/frontends/(dynamic|command)/" },
      to: { path: "^provider/frontends/(dynamic|command)/", pathNot: "^provider/frontends/$1/" },
    },
    {
      name: "command without Pulumi",
      severity: "error",
      comment: "it starts at once, and works where no program is installed",
      from: { path: "^provider/frontends/command/" },
      to: { path: "(^|/)@pulumi/" },
    },
    {
      name: "provider alone",
      severity: "error",
      comment: "what is published knows nothing of what tests it",
      from: { path: "^provider/" },
      to: { path: "^(simulator|test|bench|scripts|examples)/" },
    },
    {
      name: "simulator alone",
      severity: "error",
      comment:
        "the simulator shares the types of the contract with the provider, and no code: else both would err together",
      from: { path: "^simulator/" },
      to: { path: "^(provider|test|bench|scripts|examples)/", pathNot: "^provider/cloudtower/contract/types\\.ts$" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules/" },
  },
};
