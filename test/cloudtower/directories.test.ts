// Users of a directory.
import { expect, it } from "vitest";
import { CredentialsError, type RequesterOptions } from "../../provider/cloudtower";
import { clientOfNodes, openNode } from "./twoNodes";

const user = { username: "ada", password: "pass-word" };

async function logIn(credentials: RequesterOptions["credentials"], refusal?: string) {
  const node = await openNode("active");
  if (refusal !== undefined) {
    node.answers["/v2/api/login"] = (response) => response.writeHead(400).end(JSON.stringify({ message: refusal }));
  }
  const outcome: unknown = await clientOfNodes([node], { credentials })
    .cloudTower.hosts({})
    .catch((error: unknown) => error);
  return { body: JSON.parse(node.seen[0]?.body ?? "null"), outcome };
}

it("the directory's id is sent with the login, if there is one", async () => {
  const { body } = await logIn({ ...user, source: "AUTHN", authConfigId: "ckx1" });
  expect(body).toEqual({ ...user, source: "AUTHN", auth_config_id: "ckx1" });
  expect((await logIn({ ...user, source: "LDAP" })).body).toEqual({ ...user, source: "LDAP" });
});

it("a login by LDAP that is refused says what current CloudTowers want, and what does without", async () => {
  const { outcome } = await logIn({ ...user, source: "LDAP" }, "unknown source");
  expect(outcome).toBeInstanceOf(CredentialsError);
  const { message } = outcome as Error;
  expect(message).toContain('did not let user "ada" (source LDAP) in: "unknown source"');
  expect(message).toContain("source AUTHN and cloudtower:authConfigId (CLOUDTOWER_AUTH_CONFIG_ID)");
  expect(message).toContain("a token or an API key (cloudtower:token) needs neither");
});

it("another one that is refused does not, and one of a directory names it", async () => {
  const local = (await logIn({ ...user, source: "LOCAL" }, "no")).outcome as Error;
  expect(local.message).not.toContain("AUTHN");
  const authn = (await logIn({ ...user, source: "AUTHN", authConfigId: "ckx1" }, "no")).outcome as Error;
  expect(authn.message).toContain("(source AUTHN, directory ckx1)");
  expect(authn.message).not.toContain("pass-word");
});
