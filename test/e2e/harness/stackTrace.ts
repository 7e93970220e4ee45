/** What no user should ever see. */
export const STACK_TRACE = /^\s+at .+[:(]/m;
