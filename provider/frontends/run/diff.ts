import { RUN_DEFAULTS } from "../defaults";
import { diff, type PropertyDiff } from "../diff";
import type { RunInputs, RunState } from "./state";

type Arguments = { readonly [name: string]: unknown };

/** Of a run only. Everything else compares as for a session. */
const OWN = [
  "run",
  "unless",
  "verify",
  "reboot",
  "triggers",
  "onFailure",
  "ifInterrupted",
  "gate",
  "environment",
  "directory",
] as const;
const LIMITS = ["run", "reboot", "verify"] as const;

/** Compares the arguments of a run, defaults filled in. A run that is not done is continued even if nothing has changed. */
export function runDiff(before: RunInputs, now: RunInputs, phase: RunState["phase"]): PropertyDiff[] {
  const [one, other] = [flat(before), flat(now)];
  const changed = Object.keys(one).filter(
    (property) => JSON.stringify(one[property]) !== JSON.stringify(other[property]),
  );
  return [
    ...diff(before, now, undefined),
    ...changed.map((property): PropertyDiff => ({ property, kind: "update" })),
    ...(phase === "done" ? [] : [{ property: "phase", kind: "update" } as const]),
  ];
}

function flat(given: Arguments): Record<string, unknown> {
  const own = OWN.map((name) => [name, given[name] ?? (RUN_DEFAULTS as Arguments)[name]] as const);
  const timeouts = given.timeouts as Arguments | undefined;
  const limits = LIMITS.map((name) => [`timeouts.${name}`, timeouts?.[name] ?? RUN_DEFAULTS.timeouts[name]] as const);
  return Object.fromEntries([...own, ...limits].map(([name, value]) => [name, sorted(value)]));
}

/** The order of keys makes no difference. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}
