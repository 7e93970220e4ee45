/**
 * Every state makes Pulumi's provider process load these functions. Existing states contain
 * the path `pulumi-cloudtower/dynamic` and these seven names, so they must work in every later version.
 *
 * | Verb      | CloudTower                                                                                        |
 * |-----------|---------------------------------------------------------------------------------------------------|
 * | configure | nothing: keeps the stack config                                                                   |
 * | check     | nothing: validates arguments and settings                                                         |
 * | diff      | nothing: compares                                                                                 |
 * | create    | get-hosts, get-vms, enter-maintenance-mode-precheck (+ result), enter-maintance-mode, get-tasks, exit-maintance-mode-precheck-result |
 * | read      | get-hosts, exit-maintance-mode-precheck-result                                                    |
 * | update    | nothing; for an unfinished entry the rest of create                                               |
 * | delete    | get-hosts, get-tasks, exit-maintance-mode-precheck-result, exit-maintance-mode, get-vms; start-vm for what a failed entry left off |
 */
export { check } from "./check";
export { configure } from "./config";
export { diff } from "./diff";
export { create, delete_ as delete, read, update } from "./verbs";
