/**
 * The functions for HostMaintenanceRun. Its states make Pulumi's provider process load `pulumi-cloudtower/dynamic` and use its
 * `run`, so that name must work in every later version.
 *
 * | Verb      | What it does                                                                          |
 * |-----------|---------------------------------------------------------------------------------------|
 * | check     | validates; get-hosts, if a host name, its cluster or its connection has changed       |
 * | diff      | compares; removes notes that the state has caught up with                             |
 * | create    | unless, gate, enter, run, reboot, verify, exit                                        |
 * | update    | the same from where it stopped, or again if what is to be done has changed            |
 * | read      | of a run that is not done: how its session stands                                     |
 * | delete    | of a run that is not done: brings the host back                                       |
 */
export { configure } from "../config";
export { check } from "./check";
export { diff } from "./diff";
export { create, delete_ as delete, read, update } from "./verbs";
