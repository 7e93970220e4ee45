/** Changes of a valid environment and stack config (undefined removes a variable), and words of the error. */
export interface BadSettings {
  what: string;
  env?: Record<string, string | undefined>;
  config?: Record<string, string>;
  connection?: string;
  allowShutdown?: unknown;
  /** The setting as the error names it. */
  names: string;
  words: string;
}

/** Must never appear in an error. */
export const SECRET = "s3cr3t-marker";

const server = (what: string, value: string, words: string): BadSettings => ({
  what,
  env: { CLOUDTOWER_SERVER: value },
  names: "cloudtower:server (CLOUDTOWER_SERVER)",
  words,
});
const east = (what: string, entry: unknown, names: string, words: string): BadSettings => ({
  what,
  config: { "cloudtower:connections": typeof entry === "string" ? entry : JSON.stringify({ east: entry }) },
  connection: "east",
  names: `cloudtower:connections${names}`,
  words,
});
/** A variable without effect, besides everything that is needed. */
const mistaken = (name: string, meant: string, value = "none", connection?: string): BadSettings => ({
  what: name,
  env: {
    ...(connection ? { [`CLOUDTOWER_${connection.toUpperCase()}_TOKEN`]: SECRET } : {}),
    // If the server was meant, it is not reported as missing, too.
    ...(connection && !meant.endsWith("_SERVER") ? { [`CLOUDTOWER_${connection.toUpperCase()}_SERVER`]: "tower" } : {}),
    [name]: value,
  },
  ...(connection ? { connection } : {}),
  names: `${name} is set, which is not a known setting`,
  words: `Did you mean ${meant}?`,
});
const key = (name: string, words: string, shown = name): BadSettings => ({
  what: `the key ${name.slice(0, 60)}`,
  config: { [`cloudtower:${name}`]: SECRET },
  names: `cloudtower:${shown} is not a known setting`,
  words,
});
const journalDir = (what: string, value: string, words: string): BadSettings => ({
  what: `a journal in ${what}`,
  env: { CLOUDTOWER_JOURNAL_DIR: value },
  names: "cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR)",
  words,
});
const nameTag = (what: string, value: string): BadSettings => ({
  what: `a name tag with ${what}`,
  env: { CLOUDTOWER_NAME_TAG: value },
  names: "cloudtower:nameTag (CLOUDTOWER_NAME_TAG)",
  words: "must be 1 to 40 letters, digits, dots, hyphens or underscores",
});
const ENDLESS = "x".repeat(100_000);
const noToken = { CLOUDTOWER_TOKEN: undefined };
const user = { ...noToken, CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: SECRET };

export const BAD_SETTINGS: readonly BadSettings[] = [
  {
    what: "no server",
    env: { CLOUDTOWER_SERVER: undefined },
    names: "cloudtower:server",
    words: "is not set: the address",
  },
  server("another scheme", "ftp://tower", "must start with https:// or http://"),
  server("a file", "file:///etc/passwd", "is not an address"),
  server("a path", "https://tower/prism", "must end after the host and port"),
  server("a query", `https://tower/?token=${SECRET}`, "must end after the host and port"),
  server("a fragment", "https://tower/#x", "must end after the host and port"),
  server("credentials in the address", `https://root:${SECRET}@tower`, "must not hold credentials"),
  ...[
    `root:${SECRET}@tower`,
    `http://${SECRET}@tower:8080/`,
    `https://:${SECRET}@tower`,
    `https:root:${SECRET}@tower`,
  ].map((value) =>
    server(`credentials in the address ${value.replace(SECRET, "…")}`, value, "must not hold credentials"),
  ),
  ...[`https://root:${SECRET}/x@tower`, `https://root ${SECRET}@to wer`].map((value) =>
    server(`credentials in what is no address, ${value.replace(SECRET, "…")}`, value, "is not an address"),
  ),
  server("credentials in the path", `https://tower/root:${SECRET}@`, "must end after the host and port"),
  server("a key after the port", `https://tower:443?key=${SECRET}`, "must end after the host and port"),
  server("a credential for a scheme", `${SECRET}://tower`, "must start with https:// or http://"),
  server("an address without end", `tower/${ENDLESS}`, "is not an address"),
  server("no host", "https://", "is not an address"),
  server("a space in the address", "my tower", "is not an address"),
  server("a port out of range", "tower:99999", "is not an address"),
  server("an address with a line break", "tower\nx y", "is not an address"),
  server("a line break alone in an address", "to\nwer", "is not an address"),
  server("a comma too many", "tower-a,,tower-b", "address 2 of 3, is empty"),
  server("a comma at the end", "tower-a,", "address 2 of 2, is empty"),
  server(
    "credentials in the second address",
    `tower,https://root:${SECRET}@b`,
    "address 2 of 2, must not hold credentials",
  ),
  server("a path after the first address", "tower/prism,b", "address 1 of 2, must end after the host and port"),
  server("eleven addresses", Array(11).fill("tower").join(","), "at most 10 addresses, not 11"),
  server("addresses without end", `tower,${ENDLESS}`, "address 2 of 2, is not an address"),
  server("addresses in a list", '["a","b"]', "is a list in JSON: write the addresses with commas"),
  { what: "no credentials", env: noToken, names: "cloudtower:token (CLOUDTOWER_TOKEN)", words: "no credentials: set" },
  {
    what: "no password",
    env: { ...noToken, CLOUDTOWER_USER: "root" },
    names: "cloudtower:password (CLOUDTOWER_PASSWORD)",
    words: "is not set",
  },
  {
    what: "no user",
    env: { ...noToken, CLOUDTOWER_PASSWORD: SECRET },
    names: "cloudtower:username (CLOUDTOWER_USER)",
    words: "is not set",
  },
  {
    what: "both kinds of credentials",
    env: { CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: SECRET },
    names: "cloudtower:token",
    words: "not both",
  },
  {
    what: "a token with Bearer",
    env: { CLOUDTOWER_TOKEN: `Bearer ${SECRET}` },
    names: "cloudtower:token",
    words: 'without "Bearer" before it',
  },
  {
    what: "a token with a line break",
    env: { CLOUDTOWER_TOKEN: `a\n${SECRET}` },
    names: "cloudtower:token",
    words: "one word of printable ASCII",
  },
  {
    what: "a token in another script",
    env: { CLOUDTOWER_TOKEN: "令牌" },
    names: "cloudtower:token",
    words: "one word of printable ASCII",
  },
  {
    what: "a user with a line break",
    env: { ...user, CLOUDTOWER_USER: "root\n" },
    names: "cloudtower:username",
    words: "control characters",
  },
  {
    what: "a source that there is not",
    env: { ...user, CLOUDTOWER_USER_SOURCE: "KERBEROS" },
    names: "cloudtower:source",
    words: "one of LOCAL, LDAP, AUTHN, SSO",
  },
  {
    what: "a source without end",
    env: { ...user, CLOUDTOWER_USER_SOURCE: ENDLESS },
    names: "cloudtower:source",
    words: 'not "xxx',
  },
  {
    what: "a CA that is no file",
    env: { CLOUDTOWER_CA_CERT: "/nowhere/ca.pem" },
    names: "cloudtower:caCert",
    words: "cannot be read (ENOENT)",
  },
  {
    what: "a CA that is a directory",
    env: { CLOUDTOWER_CA_CERT: "/" },
    names: "cloudtower:caCert",
    words: "cannot be read (EISDIR)",
  },
  {
    what: "a key for a CA",
    env: { CLOUDTOWER_CA_CERT: `-----BEGIN PRIVATE KEY-----\n${SECRET}` },
    names: "cloudtower:caCert",
    words: "holds no PEM certificate",
  },
  {
    what: "a key beside the CA",
    env: { CLOUDTOWER_CA_CERT: `-----BEGIN CERTIFICATE-----\nx\n-----BEGIN EC PRIVATE KEY-----\n${SECRET}` },
    names: "cloudtower:caCert",
    words: "holds a private key besides the certificate",
  },
  {
    what: "a key without its first line",
    env: { CLOUDTOWER_CA_CERT: `MIIEvQIBADAN/${SECRET}` },
    names: "cloudtower:caCert",
    words: "names a file, which cannot be read (ENOENT)",
  },
  {
    what: "a yes for a switch",
    env: { CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: "yes" },
    names: "cloudtower:insecureSkipTlsVerify",
    words: "must be true or false",
  },
  {
    what: "a switch without end",
    env: { CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: ENDLESS },
    names: "cloudtower:insecureSkipTlsVerify",
    words: 'must be true or false, not "xxx',
  },
  {
    what: "an off for a switch",
    env: { CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY: "off" },
    names: "cloudtower:insecureSkipTlsVerify",
    words: "must be true or false",
  },
  {
    what: "a switch for a preview",
    env: { CLOUDTOWER_PREVIEW: "false" },
    names: "cloudtower:preview (CLOUDTOWER_PREVIEW)",
    words: 'must be one of warn, fail, off, not "false"',
  },
  {
    what: "a preview without end",
    config: { "cloudtower:preview": ENDLESS },
    names: "cloudtower:preview",
    words: 'must be one of warn, fail, off, not "xxx',
  },
  {
    what: "the variable that CLOUDTOWER_PREVIEW replaced",
    env: { CLOUDTOWER_PREVIEW_PRECHECK: "false" },
    names: "CLOUDTOWER_PREVIEW_PRECHECK was replaced by CLOUDTOWER_PREVIEW",
    words: "if it was false, set CLOUDTOWER_PREVIEW to off",
  },
  {
    what: "the key that preview replaced",
    config: { "cloudtower:previewPrecheck": "false" },
    names: "cloudtower:previewPrecheck was replaced by cloudtower:preview",
    words: "if it was false, set cloudtower:preview to off",
  },
  {
    what: "a directory without its id",
    env: { ...user, CLOUDTOWER_USER_SOURCE: "AUTHN" },
    names: "cloudtower:authConfigId (CLOUDTOWER_AUTH_CONFIG_ID) is not set",
    words: "An administrator sees it in CloudTower",
  },
  {
    what: "a directory's id of two words",
    env: { ...user, CLOUDTOWER_AUTH_CONFIG_ID: "our ldap" },
    names: "cloudtower:authConfigId (CLOUDTOWER_AUTH_CONFIG_ID)",
    words: 'must be the id of a directory, one word, not "our ldap"',
  },
  {
    what: "a directory's id without end",
    env: { ...user, CLOUDTOWER_AUTH_CONFIG_ID: ENDLESS },
    names: "cloudtower:authConfigId",
    words: 'one word, not "xxx',
  },
  {
    what: "a directory's id for a user of CloudTower's own",
    env: { ...user, CLOUDTOWER_USER_SOURCE: "LOCAL", CLOUDTOWER_AUTH_CONFIG_ID: "ckx1" },
    names: "cloudtower:authConfigId",
    words: "is LOCAL, which needs none: set that to AUTHN",
  },
  {
    what: "a cap that holds credentials",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: JSON.stringify([{ password: SECRET }]) },
    names: "cloudtower:allowShutdown",
    words: "UUIDs, not a list that contains an object",
  },
  {
    what: "a cap that is credentials",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: JSON.stringify({ password: SECRET }) },
    names: "cloudtower:allowShutdown",
    words: "UUIDs, not an object",
  },
  {
    what: "a cap without end",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: `["${ENDLESS}"` },
    names: "cloudtower:allowShutdown",
    words: "text that begins like JSON",
  },
  {
    what: "more than a cap of 500 names",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: Array.from({ length: 500 }, (_, index) => `vm-${index}`).join(",") },
    allowShutdown: "all",
    names: "cloudtower:allowShutdown",
    words: "which is a list of 500",
  },
  {
    what: "a cap with an empty entry",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: "web,,db" },
    names: "cloudtower:allowShutdown",
    words: 'must be "all", "none" or a list',
  },
  {
    what: "a cap that is cut short",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: '["web"' },
    names: "cloudtower:allowShutdown",
    words: "not text that begins like JSON but is not JSON",
  },
  {
    what: "a cap with all in a list",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: "all,web" },
    names: "cloudtower:allowShutdown",
    words: 'must be "all" itself',
  },
  {
    what: "a cap of 10,000 names",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: JSON.stringify(Array(10_000).fill("web")) },
    names: "cloudtower:allowShutdown",
    words: "at most 1000 VMs, not 10000",
  },
  {
    what: "more than the cap",
    env: { CLOUDTOWER_ALLOW_SHUTDOWN: "none" },
    allowShutdown: "all",
    names: "cloudtower:allowShutdown",
    words: "asks for more than",
  },
  mistaken("CLOUDTOWER_ALOW_SHUTDOWN", "CLOUDTOWER_ALLOW_SHUTDOWN"),
  mistaken("CLOUDTOWER_ALLOW_SHUT_DOWN", "CLOUDTOWER_ALLOW_SHUTDOWN"),
  mistaken("CLOUDTOWER_ALLOWSHUTDOWN", "CLOUDTOWER_ALLOW_SHUTDOWN"),
  mistaken("CLOUDTOWER_allowShutdown", "CLOUDTOWER_ALLOW_SHUTDOWN"),
  mistaken("CLOUDTOWER_ALLOW_SHUTDOWN_VMS", "CLOUDTOWER_ALLOW_SHUTDOWN"),
  mistaken("CLOUDTOWER_JOURNALDIR", "CLOUDTOWER_JOURNAL_DIR"),
  mistaken("CLOUDTOWER_JOURNAL", "CLOUDTOWER_JOURNAL_DIR"),
  mistaken("CLOUDTOWER_CA_CERTS", "CLOUDTOWER_CA_CERT"),
  mistaken("CLOUDTOWER_INSECURE_SKIP_TLS", "CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY"),
  mistaken("CLOUDTOWER_SKIP_TLS_VERIFY", "CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY"),
  mistaken("CLOUDTOWER_SEVER", "CLOUDTOWER_SERVER"),
  mistaken("CLOUDTOWER_USERNAME", "CLOUDTOWER_USER"),
  mistaken("CLOUDTOWER_SOURCE", "CLOUDTOWER_USER_SOURCE"),
  mistaken("CLOUDTOWER_PASWORD", "CLOUDTOWER_PASSWORD", SECRET),
  mistaken("CLOUDTOWER_A_SEVER", "CLOUDTOWER_A_SERVER", "tower", "a"),
  mistaken("CLOUDTOWER_EAST_CA_CERTS", "CLOUDTOWER_EAST_CA_CERT", "ca.pem", "east"),
  mistaken("CLOUDTOWER_EAST_USERNAME", "CLOUDTOWER_EAST_USER", "root", "east"),
  key("alowShutdown", 'Did you mean "allowShutdown"?'),
  key("journaldir", 'Did you mean "journalDir"?'),
  key("insecureSkipTls", 'Did you mean "insecureSkipTlsVerify"?'),
  key("user", 'Did you mean "username"?'),
  key("region", "There are: server, token, username"),
  key("connections.east.server", "pulumi config set --path"),
  key("pass\u001b[2J", "There are: server, token", "pass\\u001b[2J"),
  key(ENDLESS, "There are: server, token", `${ENDLESS.slice(0, 60)}…`),
  nameTag("a space", "ops prod"),
  nameTag("a letter of Pulumi's markup", "<{%reset%}>"),
  nameTag("too many letters", "x".repeat(41)),
  nameTag("letters without end", ENDLESS),
  nameTag("other letters", "生产"),
  journalDir("a file", __filename, "is a file"),
  journalDir("a directory below a file", `${__filename}/journal`, "is a file"),
  journalDir("no", "false", 'or "off", not "false"'),
  journalDir("OFF", "OFF", 'or "off", not "OFF"'),
  journalDir("the home of a shell", "~/journal", 'not "~/journal"'),
  journalDir("two lines", "/tmp/journal\n", 'not "/tmp/journal\\n"'),
  journalDir("words without end", ENDLESS, 'not "xxx'),
  east("a key without end in a connection", { [ENDLESS]: SECRET }, ".east.xxx", "There are: server, token"),
  east("connections that are not JSON", "east=tower", "", "is not JSON"),
  east("connections as a list", "[]", "", "must be an object of named connections"),
  east("a connection as a text", "tower", "", "is not JSON"),
  east("a connection as a list", ["tower"], ".east", "must be an object of settings"),
  east("a slip in a connection", { sever: "tower" }, ".east.sever", 'Did you mean "server"?'),
  east("user for username", { server: "tower", user: "root" }, ".east.user", 'Did you mean "username"?'),
  east("a key from elsewhere", { server: "tower", region: "x" }, ".east.region", "There are: server, token"),
  east("null in a connection", { server: null }, ".east.server", "must be text"),
  east(
    "a switch for a source",
    { server: "tower", username: "root", password: SECRET, source: true },
    ".east.source",
    "must be one of",
  ),
  east("a connection without server", { token: SECRET }, ".east.server (CLOUDTOWER_EAST_SERVER)", "is not set"),
  {
    ...east("a slip in the connection's name", { server: "tower" }, ".eats.server", 'Did you mean "east"?'),
    connection: "eats",
  },
];

/** Arguments of getHost, and words of the error. */
export const BAD_QUERIES: readonly [what: string, args: unknown, words: string][] = [
  ["nothing", undefined, "its argument must be an object"],
  ["a name alone", "node-1", "its argument must be an object"],
  ["no key", {}, "give exactly one of id, name, managementIp, dataIp; you gave none"],
  ["only a cluster", { cluster: "east" }, "give exactly one of"],
  ["two keys", { id: "h", name: "node-1" }, "you gave id and name"],
  ["an empty name", { name: "" }, "name must be non-empty text"],
  ["a name of spaces", { name: "  " }, "name must be non-empty text"],
  ["a number", { name: 5 }, "name must be non-empty text"],
  ["a name with a line break", { name: "node-1\n" }, "name must not hold control characters"],
  ["a slip in a key", { nam: "node-1" }, 'Did you mean "name"?'],
  ["a key without end", { [ENDLESS]: SECRET }, "is not an argument. There are: id, name"],
  ["a key with an escape", { "\u001b[2J": SECRET }, "\\u001b[2J is not an argument"],
  ["credentials for a name", { name: { password: SECRET } }, "name must be non-empty text"],
  [
    "credentials for a connection",
    { name: "node-1", connection: { password: SECRET } },
    "connection must be the name of",
  ],
  ["a connection without end", { name: "node-1", connection: ENDLESS }, "at most 40"],
  ["another case", { managementIP: "10.0.0.1" }, 'Did you mean "managementIp"?'],
  ["a cluster that is no text", { name: "node-1", cluster: ["east"] }, "cluster must be non-empty text"],
  ["a connection that is no text", { name: "node-1", connection: 5 }, "connection must be the name of an entry"],
];

/** Arguments of getHosts, and words of the error. */
export const BAD_LISTS: readonly [what: string, args: unknown, words: string][] = [
  ["null", null, "its argument must be an object"],
  ["a state alone", "maintenance", "its argument must be an object"],
  ["a slip in a key", { stat: "maintenance" }, 'Did you mean "state"?'],
  ["a key of getHost", { name: "node-1" }, "name is not an argument. There are: cluster, state, connection"],
  ["a slip in a state", { state: "maintenence" }, 'Did you mean "maintenance"?'],
  ["CloudTower's word for a state", { state: "MAINTENANCE_MODE" }, 'Did you mean "maintenance"?'],
  [
    "another state",
    { state: "rebooting" },
    'state must be one of in-use, entering, maintenance, removing, unknown; you gave "rebooting".',
  ],
  ["a state that JavaScript knows", { state: "constructor" }, "state must be one of in-use"],
  ["a state without end", { state: ENDLESS }, "state must be one of in-use"],
  ["two states", { state: ["entering", "maintenance"] }, "state must be non-empty text"],
  ["an empty cluster", { cluster: " " }, "cluster must be non-empty text"],
  ["a cluster with a line break", { cluster: "east\n" }, "cluster must not hold control characters"],
  ["credentials for a cluster", { cluster: { password: SECRET } }, "cluster must be non-empty text"],
  ["a connection that is no text", { connection: 5 }, "connection must be the name of an entry"],
];

/** Config of the program in the root, in its own namespace, and words of the error. */
export const BAD_ROOT_CONFIG: readonly [what: string, config: Record<string, string>, words: string][] = [
  ["no host", {}, "Say which host"],
  ["an empty host", { hostName: "" }, "Say which host"],
  ["two hosts", { hostId: "h", hostName: "node-1" }, "Say which host"],
  [
    "another case",
    { hostId: "h", hostname: "node-1" },
    'Unknown key "hostname" in this project\'s config. Did you mean hostName?',
  ],
  ["other separators", { "host-id": "h" }, "Did you mean hostId?"],
  ["a longer name", { hostName: "node-1", clusterName: "east" }, "Did you mean cluster?"],
  ["another case of an argument", { hostId: "h", allowshutdown: "none" }, "Did you mean allowShutdown?"],
  ["a key from elsewhere", { hostId: "h", region: "x" }, "There are: hostId, hostName, cluster, allowShutdown"],
  ["a setting", { hostId: "h", server: "tower" }, "Did you mean cloudtower:server?"],
  ["a credential", { hostId: "h", password: SECRET }, "Did you mean cloudtower:password?"],
  ["a time-out for all", { hostId: "h", timeouts: "2h" }, "pulumi config set --path timeouts.enter 4h"],
  ["a word for restore", { hostId: "h", restore: SECRET }, "pulumi config set --path restore.powerOn none"],
  ["a number for restore", { hostId: "h", restore: "5" }, "restore cannot be read. Run pulumi config rm restore"],
  [
    "VMs that begin like JSON",
    { hostId: "h", allowShutdown: "[web-01" },
    "pulumi config set --path 'allowShutdown[0]'",
  ],
];
