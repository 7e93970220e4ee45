import { hostname, userInfo } from "node:os";
import type { Who } from "../lifecycle";
import type { Settings } from "../settings";
import { recorded } from "../text/foreign";

/**
 * Who runs this command, for journal and receipt. In a pipeline the account is the same for everybody, and so is a shared user
 * in CloudTower: together they tell most.
 */
export function whoRuns({ connection: { credentials } }: Settings): Who {
  return {
    account: recorded(`${account()}@${hostname()}`),
    ...("username" in credentials ? { towerUser: recorded(credentials.username) } : {}),
  };
}

function account(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, the user may have no name.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
