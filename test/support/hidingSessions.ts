import nodeFetch, { Response } from "node-fetch";

/** A fetch by which no host shows a session as long as `isHidden` says so. */
export function hidingSessions(isHidden: () => boolean): typeof nodeFetch {
  return async (url, init) => {
    const response = await nodeFetch(url, init);
    if (!String(url).endsWith("/get-hosts") || !isHidden()) return response;
    const hosts = JSON.parse(await response.text()) as object[];
    const { status, headers } = response;
    return new Response(JSON.stringify(hosts.map((host) => ({ ...host, host_state: null }))), { status, headers });
  };
}
