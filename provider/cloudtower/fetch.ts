/** node-fetch is an ES module and this package is CommonJS, which every version of Node can `require`: it is loaded when first used. */
export async function loadFetch() {
  return (await import("node-fetch")).default;
}

/** node-fetch, or what stands in for it. */
export type Fetch = Awaited<ReturnType<typeof loadFetch>>;

/** node-fetch's answer. */
export type Response = Awaited<ReturnType<Fetch>>;
