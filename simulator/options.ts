import type { QuirkSettings } from "./quirks";
import type { Gate } from "./records";
import type { Scenario } from "./scenario/schema";

export interface SimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  host?: string;
  /** A standby that listens on this port; 0: any free port. Default: none, or on any port where the scenario has one. */
  standbyPort?: number;
  /** The name of a shipped scenario, a YAML file, or an object. Default "two-clusters". */
  scenario?: string | Scenario;
  /** Divides every duration. Default 1: the pace of a small real cluster. */
  speed?: number;
  /** Default "root". */
  username?: string;
  /** Default "simulator". */
  password?: string;
  /** API tokens that are accepted without a login. Default none. */
  tokens?: string[];
  /** ms since the epoch. Default Date.now. */
  now?: () => number;
  /** PEM texts: serve HTTPS. */
  tls?: { key: string; cert: string };
  /** For ids and whatever is random. Default 1. */
  seed?: number;
  /** Over those of the scenario. */
  quirks?: QuirkSettings;
  /** ms after which a login's token expires; the same as the quirk. Default 0: never. */
  sessionTimeout?: number;
  /** Can hold single requests up, on their way in or out. Default: none waits. */
  gate?: Gate;
}
