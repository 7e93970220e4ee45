import nodeFetch, { Response } from "node-fetch";

export interface Question {
  /** For example "/get-hosts". */
  path: string;
  where: { [filter: string]: unknown };
}

/** A fetch that replaces successful JSON answers by the result of `change`; undefined leaves an answer unchanged. */
export function rewriting(change: (question: Question, answer: unknown) => unknown): typeof nodeFetch {
  return async (url, init) => {
    const response = await nodeFetch(url, init);
    if (!response.ok) return response;
    const text = await response.text();
    const question = { path: String(url).replace(/^.*\/api/, ""), where: JSON.parse(String(init?.body)).where ?? {} };
    const changed = change(question, JSON.parse(text));
    const { status, headers } = response;
    return new Response(changed === undefined ? text : JSON.stringify(changed), { status, headers });
  };
}

/** The same for each host in answers of get-hosts. */
export function rewritingHosts(change: (host: object) => object): typeof nodeFetch {
  return rewriting(({ path }, answer) => (path === "/get-hosts" ? (answer as object[]).map(change) : undefined));
}
