import { expect, it } from "vitest";
import { RefusedError, VersionError } from "../../provider/cloudtower";
import { clientOfNodes, openNode } from "./twoNodes";

const PRECHECK = "/v2/api/enter-maintenance-mode-precheck";
const VERSION = "/v2/api/get-version";

/** A server without the precheck, with this answer to the request for its version. */
async function withoutPrecheck(version: { status?: number; body?: string }, refusal = "<html>Not Found</html>") {
  const node = await openNode("active");
  node.answers[PRECHECK] = (response) => response.writeHead(404, { "content-type": "text/html" }).end(refusal);
  node.answers[VERSION] = (response) => response.writeHead(version.status ?? 200).end(version.body);
  const error: unknown = await clientOfNodes([node])
    .cloudTower.startPrecheck("host")
    .catch((caught: unknown) => caught);
  return { node, error: error as Error };
}

it.each([
  ["as JSON", '"3.4.2"'],
  ["as a text", "3.4.2\n"],
  ["with more behind it", '"v3.4.2-rc.1"'],
])("a CloudTower before 4.0 is named with its version, given %s", async (_, body) => {
  const { node, error } = await withoutPrecheck({ body });
  expect(error).toBeInstanceOf(VersionError);
  expect(error.message).toBe(
    `EnterMaintenanceModePreCheck: ${node.url} answered HTTP 404: host maintenance needs CloudTower 4.0 or newer; this one is 3.4.2`,
  );
  expect(node.seen.map(({ path, authorization }) => [path, authorization])).toEqual([
    [PRECHECK, "t0ken"],
    [VERSION, undefined],
  ]);
});

it.each([
  ["that gives no version", { status: 404, body: "<html>Not Found</html>" }],
  ["whose version is a page", { body: "<html>3.4.2</html>" }],
  ["that gives its version only to users", { status: 401, body: '"3.4.2"' }],
])("one %s is named without", async (_, version) => {
  const { error } = await withoutPrecheck(version);
  expect(error).toBeInstanceOf(VersionError);
  expect(error.message).toMatch(/needs CloudTower 4\.0 or newer$/);
});

it("a page from a CloudTower that is new enough is a refusal", async () => {
  const { error } = await withoutPrecheck({ body: '"4.8.0"' });
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).not.toContain("4.0 or newer");
});

it("CloudTower's own 404, about the host, is a refusal and no question of versions", async () => {
  const { node, error } = await withoutPrecheck({ body: '"3.4.2"' }, JSON.stringify({ message: "no such host" }));
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toContain("no such host");
  expect(node.calls()).toEqual([PRECHECK]);
});
