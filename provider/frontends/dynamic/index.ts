/**
 * Every state makes Pulumi's provider process load these functions. Existing states contain
 * the path `pulumi-cloudtower/dynamic` and these seven names, so they must work in every later version.
 *
 * | Verb      | CloudTower                                                                               |
 * |-----------|------------------------------------------------------------------------------------------|
 * | configure | nothing: keeps the stack config                                                          |
 * | check     | get-hosts, if a host name, its cluster or its connection has changed                     |
 * | diff      | nothing: compares                                                                        |
 * | create    | reads hosts, VMs and tasks; precheck; enters; reads the exit plan                        |
 * | read      | reads hosts, tasks and VMs as needed, and the exit plan                                  |
 * | update    | get-vms, if names in restore have changed; for an unfinished entry the rest of create    |
 * | delete    | reads hosts, tasks, VMs and the exit plan; exits; starts and migrates VMs that are owed  |
 */
export { check } from "./check";
export { configure } from "./config";
export { diff } from "./diff";
export * as run from "./run";
export { create, delete_ as delete, read, update } from "./verbs";
