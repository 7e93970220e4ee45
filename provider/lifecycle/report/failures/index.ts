import { failuresAfter } from "./after";
import { failuresBefore } from "./before";

/** Every way in which a verb fails, by name. */
export const failures = { ...failuresBefore, ...failuresAfter };
