import * as pulumi from "@pulumi/pulumi";
import { forPeople } from "../text/foreign";

/** How the program tells a person something: every text passes the one gate on its way to Pulumi. */
export const say = {
  debug: (text: string, resource?: pulumi.Resource) => pulumi.log.debug(forPeople(text), resource),
  info: (text: string, resource?: pulumi.Resource) => pulumi.log.info(forPeople(text), resource),
  warn: (text: string, resource?: pulumi.Resource) => pulumi.log.warn(forPeople(text), resource),
};

/** An error of the program, which Pulumi shows by its message alone: a user can do nothing with a stack trace of ours. */
export function programError(text: string): Error {
  return new pulumi.RunError(forPeople(text));
}

/** An error that Pulumi shows at the resource. One that is only logged would not make a preview fail. */
export function resourceError(text: string, resource: pulumi.Resource): Error {
  const error = new pulumi.ResourceError(forPeople(text), resource, true);
  // Once the program itself has come to its end, Pulumi shows the stack of whatever has one.
  error.stack = "";
  return error;
}
