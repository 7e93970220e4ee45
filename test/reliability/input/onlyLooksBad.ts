const hostId = "h";

/** Variables of other programs that begin like ours: a tool's, and those that Kubernetes makes for services. */
const OTHERS_VARIABLES = [
  "CLOUDTOWER_VERSION",
  "CLOUDTOWER_SERVICE_HOST",
  "CLOUDTOWER_SERVICE_PORT",
  "CLOUDTOWER_PORT",
  "CLOUDTOWER_PORT_443_TCP_ADDR",
  "CLOUDTOWER_SERVER_PORT",
  "CLOUDTOWER_TIER",
  "CLOUDTOWER_ISSUER",
  "CLOUDTOWER_TOKEN_FILE",
  "CLOUDTOWER_URL",
];

/** Input that is accepted: changes of a valid environment, and arguments. */
export const ONLY_LOOKS_BAD: readonly [what: string, env: Record<string, string>, inputs: Record<string, unknown>][] = [
  ["a VM named twice, which is one of a set", {}, { hostId, allowShutdown: ["web", "web"] }],
  ["duplicates in restore", {}, { hostId, restore: { powerOn: ["web", "web"] } }],
  ["duplicates in the cap", { CLOUDTOWER_ALLOW_SHUTDOWN: "web,web" }, { hostId, allowShutdown: ["web"] }],
  ["an empty directory of the journal, which counts as none", { CLOUDTOWER_JOURNAL_DIR: "" }, { hostId }],
  ["a relative one", { CLOUDTOWER_JOURNAL_DIR: "./journal" }, { hostId }],
  ["one that is not there yet", { CLOUDTOWER_JOURNAL_DIR: "/nowhere/journal" }, { hostId }],
  ["a mistaken variable without value", { CLOUDTOWER_ALOW_SHUTDOWN: "" }, { hostId }],
  ["settings of another connection", { CLOUDTOWER_A_SERVER: "x", CLOUDTOWER_A_USER_SOURCE: "x" }, { hostId }],
  ["a variable named after a connection", { CLOUDTOWER_EAST_SERVER: "x", CLOUDTOWER_EAST: "x" }, { hostId }],
  ...OTHERS_VARIABLES.map((name): [string, Record<string, string>, object & { hostId: string }] => [
    `another program's ${name}`,
    { [name]: "x" },
    { hostId },
  ]),
];
