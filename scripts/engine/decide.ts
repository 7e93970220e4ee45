// Decides which engine to use. Pure: the facts are gathered in probe.ts.
import { ENGINE_VERSION, isRecentEnough, MINIMUM_VERSION } from "./version.js";

/** An installation that was found. `version` is the output of `pulumi version`. */
export interface Installation {
  binDir: string;
  pulumi: string;
  version?: string;
  /** Programs that Pulumi needs besides the CLI, and that are neither next to it nor on PATH. */
  missing: readonly string[];
}

export interface Go {
  usable: boolean;
  /** The output of `go version`, or why there is none. */
  detail: string;
}

/** What is known about ways to fetch an engine. `downloadProblem` is undefined if the official download can be reached. */
export interface FetchFacts {
  downloadProblem?: string;
  go: Go;
}

export type FetchMethod = "download" | "go-build";

/** The first usable installation: the user's own on PATH comes before the one fetched earlier. */
export function chooseInstalled(...candidates: (Installation | undefined)[]): Installation | undefined {
  return candidates.find((candidate) => candidate && problemOf(candidate) === undefined);
}

/** Why an installation cannot be used; undefined if it can. */
export function problemOf(installation: Installation): string | undefined {
  const { version, missing } = installation;
  if (version === undefined) return "it does not answer `pulumi version`";
  if (!isRecentEnough(version)) return `it is ${version}, and ${MINIMUM_VERSION} or a later 3.x is needed`;
  if (missing.length > 0) return `${missing.join(" and ")} is neither beside it nor on PATH`;
  return undefined;
}

/** How to get an engine if none is installed: by download (seconds), else with Go (minutes). */
export function chooseFetch({ downloadProblem, go }: FetchFacts): FetchMethod | undefined {
  if (downloadProblem === undefined) return "download";
  return go.usable ? "go-build" : undefined;
}

/** The message for a machine that has no engine and cannot get one. */
export function noEngineMessage(facts: FetchFacts & { onPath?: Installation; goNeeded: string }): string {
  const problem = facts.onPath && problemOf(facts.onPath);
  return [
    "No Pulumi engine, and none can be fetched:",
    `  - pulumi on PATH: ${problem ? `${facts.onPath?.pulumi}: ${problem}` : "not found"}`,
    `  - official download: ${facts.downloadProblem}`,
    `  - build from Go modules: ${facts.go.detail}`,
    "Do one of these and repeat the command:",
    `  - install Pulumi ${ENGINE_VERSION} (https://www.pulumi.com/docs/install/) so that \`pulumi\` is on PATH, or`,
    `  - install Go ${facts.goNeeded} or newer (https://go.dev/doc/install), from which the engine is built once.`,
  ].join("\n");
}
