import * as pulumi from "@pulumi/pulumi";
import { forPeople } from "../text/foreign";

/** Prints to the user from the program. Every text passes through `forPeople` on its way to Pulumi. */
export const say = {
  /** @param isPassing it is printed once, and not again at the end; in a row it cannot be read */
  info: (text: string, resource?: pulumi.Resource, isPassing = false) =>
    pulumi.log.info(forPeople(text), resource, undefined, isPassing),
  warn: (text: string, resource?: pulumi.Resource) => pulumi.log.warn(forPeople(text), resource),
};

/** An error of the program. Pulumi prints it without a stack trace, which would not help the user. */
export function programError(text: string): Error {
  return withoutStack(new pulumi.RunError(forPeople(text)));
}

/** An error that Pulumi reports on the resource. An error that is only logged would not fail a preview. */
export function resourceError(text: string, resource: pulumi.Resource): Error {
  return withoutStack(new pulumi.ResourceError(forPeople(text), resource, true));
}

/**
 * Once the program itself has come to its end, Pulumi shows the stack of whatever has one. It also has Node colour each stack, shown or
 * not. At a frame in node_modules/@pulumi/resource.ts, as Pulumi's source maps call it, versions of Node from 20.19.6 on loop until
 * memory is used up (nodejs/node#64011, fixed by #64022): half a minute and 4 GB with 20.20.2.
 */
function withoutStack(error: Error): Error {
  error.stack = "";
  return error;
}
