import { UNKNOWN } from "../../../provider/frontends/arguments";
import type { BadArguments } from "./badArguments";
import { SECRET } from "./badSettings";

const work = { hostId: "h", run: "true" };
const ENDLESS = "x".repeat(100_001);
const credentials = { server: "tower", password: SECRET };
const triggers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

/** Arguments of HostMaintenanceRun, the property that the error must name, and words of the fix. */
export const BAD_RUNS: readonly BadArguments[] = [
  ["no command", { hostId: "h" }, "run", 'is missing: a shell command, as in "./flash.sh"'],
  ["an empty command", { ...work, run: "" }, "run", 'is empty: it must be a shell command, as in "./flash.sh"'],
  ["a command of spaces", { ...work, run: " \n" }, "run", "is empty"],
  ["a list as the command", { ...work, run: ["./flash.sh"] }, "run", "must be a shell command"],
  ["credentials for a command", { ...work, run: credentials }, "run", "must be a shell command"],
  ["a command without end", { ...work, run: ENDLESS }, "run", "at most 100000 characters long: put it into a file"],
  ["a command with a NUL", { ...work, run: "a\0b" }, "run", "must not hold a NUL character"],
  ["an empty question", { ...work, unless: "" }, "unless", "is empty"],
  ["an empty verification", { ...work, verify: " " }, "verify", "is empty"],
  ["a yes as a word", { ...work, reboot: "yes" }, "reboot", "must be true or false"],
  ["one trigger", { ...work, triggers: "2.4.1" }, "triggers", 'must be a list of texts, as in ["2.4.1"]'],
  ["a number as a trigger", { ...work, triggers: [2.4] }, "triggers.0", "must be text"],
  ["101 triggers", { ...work, triggers: triggers(101) }, "triggers", "at most 100 texts"],
  ["another end", { ...work, onFailure: "retry" }, "onFailure", '"stay" and "exit"'],
  ["another answer", { ...work, ifInterrupted: "skip" }, "ifInterrupted", '"ask" and "rerun"'],
  ["a word for the gate", { ...work, gate: "ignore" }, "gate", 'must be { alerts: "refuse" or "ignore" }'],
  ["a slip in the gate", { ...work, gate: { alert: "ignore" } }, "gate.alert", 'Did you mean "alerts"?'],
  ["another gate", { ...work, gate: { alerts: true } }, "gate.alerts", '"refuse" and "ignore"'],
  ["a list as environment", { ...work, environment: ["A=b"] }, "environment", 'as in { VERSION: "2.4.1" }'],
  [
    "a variable with a space",
    { ...work, environment: { "a b": "c" } },
    "environment.a b",
    "is not a name of a variable",
  ],
  ["a number as a variable", { ...work, environment: { A: 7 } }, "environment.A", "must be text"],
  ["a variable with a NUL", { ...work, environment: { A: `${SECRET}\0` } }, "environment.A", "must not hold a NUL"],
  ["an empty directory", { ...work, directory: "" }, "directory", "is empty: it must be a directory"],
  ["a directory that is not there", { ...work, directory: "/not/there" }, "directory", "is not a directory"],
  ["a file as the directory", { ...work, directory: "package.json" }, "directory", "is not a directory"],
  ["a time without unit", { ...work, timeouts: { run: "7200" } }, "timeouts.run", "must be a duration with"],
  ["a reboot of eight days", { ...work, timeouts: { reboot: "8d" } }, "timeouts.reboot", "at most"],
  ["no time for the verification", { ...work, timeouts: { verify: "0s" } }, "timeouts.verify", "above zero"],
  ["a slip", { ...work, trigger: ["1"] }, "trigger", "is not an argument of HostMaintenanceRun"],
  ["no host", { run: "true" }, "hostId", "is missing: give the id of the host, or hostName and cluster"],
];

/** Arguments of RollingMaintenance, and words of the error. */
export const BAD_ROLLS: readonly [what: string, args: unknown, words: string][] = [
  ["nothing", undefined, "give clusters, or hosts: which hosts are to be maintained?"],
  ["no choice", { run: "true" }, "give clusters, or hosts"],
  ["two choices", { run: "true", clusters: ["east"], hosts: ["node-1"] }, "give clusters or hosts, not both"],
  [
    "one cluster",
    { run: "true", clusters: "east" },
    'clusters must be a list, known when the program starts; it is "east"',
  ],
  ["a number among clusters", { run: "true", clusters: [7] }, "clusters must hold names or ids"],
  ["an object among clusters", { run: "true", clusters: [{ name: "east" }] }, "clusters must hold names or ids"],
  [
    "an empty name",
    { run: "true", hosts: [""] },
    'hosts must hold names or ids, or { name: "node-1", cluster: "east" }',
  ],
  ["a host without a cluster", { run: "true", hosts: [{ name: "node-1" }] }, "hosts must hold names or ids, or {"],
  ["a slip in a host", { run: "true", hosts: [{ name: "a", clustr: "b" }] }, "hosts must hold names or ids, or {"],
  ["credentials for a host", { run: "true", hosts: [credentials] }, "known when the program starts, not an object"],
  ["a name that steers the terminal", { run: "true", hosts: ["\u001b[2J"] }, 'not "\\u001b[2J"'],
  ["a value that is not known yet", { run: "true", hosts: [UNKNOWN, 7] }, "known when the program starts, not 7"],
  ["an exception without clusters", { run: "true", hosts: ["a"], except: ["b"] }, "leave those hosts out of hosts"],
  ["an exception that is no list", { run: "true", clusters: ["east"], except: "a" }, "except must be a list"],
  ["an order that is no list", { run: "true", clusters: ["east"], order: "a" }, "order must be a list"],
];
