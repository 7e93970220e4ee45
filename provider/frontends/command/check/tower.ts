import {
  CertificateError,
  type CloudTower,
  CloudTowerError,
  CredentialsError,
  FIRST_VERSION,
  UnreachableError,
} from "../../../cloudtower";
import { messageOf } from "../../../lifecycle";
import type { Settings } from "../../../settings";
import { asName } from "../../../text/foreign";
import { inCluster } from "../../validateQuery";
import { attempt, SOON } from "../attempt";
import { clusterFindings } from "./clusters";
import { type Finding, notKnown, ok, problem } from "./finding";
import { rightsFindings } from "./rights";

/** Everything that CloudTower itself tells. @param cluster the only one to look at, by its name or id */
export async function towerFindings(
  cloudTower: CloudTower,
  connection: Settings["connection"],
  cluster: string | undefined,
): Promise<Finding[]> {
  const hosts = await attempt(() => cloudTower.hosts(inCluster(cluster), SOON));
  const version = await cloudTower.condition.version();
  if ("error" in hosts) {
    const answers = version === undefined ? [] : [...reached(connection), versionFinding(version)];
    return [...answers, failed(hosts.error)];
  }
  const [rights, clusters] = await Promise.all([
    rightsFindings(cloudTower),
    clusterFindings(cloudTower, hosts.value, cluster),
  ]);
  return [...reached(connection), versionFinding(version), ok("login", "accepted"), ...rights, ...clusters];
}

function reached({ servers, insecureSkipTlsVerify }: Settings["connection"]): Finding[] {
  const isTls = servers.every((server) => server.startsWith("https:"));
  return [
    ok("connection", "CloudTower answers"),
    ...(isTls && !insecureSkipTlsVerify ? [ok("certificate", "verified")] : []),
  ];
}

function versionFinding(version: string | undefined): Finding {
  if (version === undefined)
    return notKnown("version", "CloudTower does not tell its version", "It must be 4.0 or newer");
  if (Number.parseInt(version, 10) >= FIRST_VERSION) return ok("version", `CloudTower ${asName(version)}`);
  return problem(
    "version",
    `CloudTower ${asName(version)} has no host maintenance`,
    "Update CloudTower to 4.0 or newer",
  );
}

/** Why CloudTower could not be asked. The messages of most errors say what to do. */
function failed(error: unknown): Finding {
  const text = messageOf(error);
  if (error instanceof CertificateError) return problem("certificate", text);
  if (error instanceof CredentialsError) {
    const isLogin = error.facts.operation === "Login" || error.facts.status !== 403;
    const remedy = isLogin
      ? "Correct the credentials"
      : "Ask an administrator of CloudTower to let this user see hosts and VMs";
    return problem(isLogin ? "login" : "rights", text, remedy);
  }
  if (error instanceof UnreachableError) {
    const remedy =
      "Check cloudtower:server (CLOUDTOWER_SERVER), that CloudTower runs, and the network and firewalls on the way to it";
    return problem("connection", text, remedy);
  }
  if (error instanceof CloudTowerError) {
    return problem(
      "connection",
      text,
      "Check that cloudtower:server (CLOUDTOWER_SERVER) is a CloudTower, then try again",
    );
  }
  throw error;
}
