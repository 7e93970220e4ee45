import type * as pulumi from "@pulumi/pulumi";
import { RUN_DEFAULTS } from "../../defaults";
import { runSchema, wrongHere } from "../../run/arguments";
import { checked, type Kind } from "../check";

const RUN: Kind = { schema: runSchema, defaults: RUN_DEFAULTS, moreFailures: wrongHere };

/** Checks the arguments of HostMaintenanceRun. */
export async function check(
  olds: Record<string, unknown>,
  news: Record<string, unknown>,
): Promise<pulumi.dynamic.CheckResult> {
  return checked(RUN, olds, news);
}
