import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import which from "which";
import type { Go, Installation } from "./decide.js";
import { CLI, DYNAMIC_HOST, LANGUAGE_HOST } from "./layout.js";

export async function probePath(): Promise<Installation | undefined> {
  const pulumi = await which("pulumi", { nothrow: true });
  return pulumi === null ? undefined : probe(pulumi, true);
}

export async function probeDirectory(binDir: string): Promise<Installation | undefined> {
  const pulumi = join(binDir, CLI);
  return existsSync(pulumi) ? probe(pulumi, false) : undefined;
}

async function probe(pulumi: string, pathCounts: boolean): Promise<Installation> {
  const binDir = dirname(pulumi);
  const missing: string[] = [];
  for (const helper of [LANGUAGE_HOST, DYNAMIC_HOST]) {
    const found = existsSync(join(binDir, helper)) || (pathCounts && (await which(helper, { nothrow: true })) !== null);
    if (!found) missing.push(helper);
  }
  return { binDir, pulumi, version: await versionOf(pulumi), missing };
}

async function versionOf(pulumi: string): Promise<string | undefined> {
  const { stdout, failed } = await execa(pulumi, ["version"], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: 20_000,
    reject: false,
  });
  return failed ? undefined : stdout.trim().replace(/^v/, "");
}

/** Why the official download cannot be reached; undefined if it can. It must not hang on an offline machine. */
export async function probeDownload(url: string | undefined, timeoutMs = 4000): Promise<string | undefined> {
  if (url === undefined) return `no hash is pinned for ${process.platform}-${process.arch}`;
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(timeoutMs) });
    return response.ok ? undefined : `HTTP ${response.status}`;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return `not reachable (${cause?.code ?? message})`;
  }
}

/** Runs inside the module, so that Go itself decides whether it satisfies go.mod or can fetch a version that does. */
export async function probeGo(moduleDir: string): Promise<Go> {
  const { stdout, stderr, failed, code } = await execa("go", ["version"], {
    cwd: moduleDir,
    env: { GOWORK: "off" },
    timeout: 60_000,
    reject: false,
  });
  if (!failed) return { usable: true, detail: stdout };
  return { usable: false, detail: code === "ENOENT" ? "no `go` on PATH" : stderr.trim() || "`go version` failed" };
}

export function goNeeded(moduleDir: string): string {
  return /^go (\S+)$/m.exec(readFileSync(join(moduleDir, "go.mod"), "utf8"))?.[1] ?? "1.25";
}
