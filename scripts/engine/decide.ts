// Which engine to use, decided from facts alone; the facts are gathered in probe.ts.
import { ENGINE_VERSION, isRecentEnough, MINIMUM_VERSION } from "./version.js";

/** An installation as it was found; `version` is what `pulumi version` answered. */
export interface Installation {
  binDir: string;
  pulumi: string;
  version?: string;
  /** Programs that Pulumi needs beside the CLI and that are neither there nor on PATH. */
  missing: readonly string[];
}

export interface Go {
  usable: boolean;
  /** What `go version` answered, or why it did not. */
  detail: string;
}

/** What is known about the ways to fetch an engine; `downloadProblem` undefined: the official download answers. */
export interface FetchFacts {
  downloadProblem?: string;
  go: Go;
}

export type FetchMethod = "download" | "go-build";

/** The first that can be used as it is: the user's own on PATH comes before the one fetched earlier. */
export function chooseInstalled(...candidates: (Installation | undefined)[]): Installation | undefined {
  return candidates.find((candidate) => candidate && problemOf(candidate) === undefined);
}

/** Why an installation cannot be used, or undefined if it can. */
export function problemOf(installation: Installation): string | undefined {
  const { version, missing } = installation;
  if (version === undefined) return "it does not answer `pulumi version`";
  if (!isRecentEnough(version)) return `it is ${version}, and ${MINIMUM_VERSION} or a later 3.x is needed`;
  if (missing.length > 0) return `${missing.join(" and ")} is neither beside it nor on PATH`;
  return undefined;
}

/** How to get an engine when none is installed: seconds by download, minutes by Go, so in that order. */
export function chooseFetch({ downloadProblem, go }: FetchFacts): FetchMethod | undefined {
  if (downloadProblem === undefined) return "download";
  return go.usable ? "go-build" : undefined;
}

/** What to tell a user whose machine has no engine and no way to one. */
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
