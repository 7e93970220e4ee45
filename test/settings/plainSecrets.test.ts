import { describe, expect, it } from "vitest";
import { plainSecretProblem } from "../../provider/settings";

interface Stack {
  config: Record<string, string>;
  secret?: string[];
  env?: Record<string, string>;
}

function problem({ config, secret = [], env = {} }: Stack): string | undefined {
  const sources = { env, config: (key: string) => config[key], configKeys: () => Object.keys(config) };
  return plainSecretProblem(sources, (key) => secret.includes(key));
}

const connections = (entries: object) => ({ "cloudtower:connections": JSON.stringify(entries) });

describe("credentials that stand in the stack config as plain text", () => {
  it.each([
    [{ config: { "cloudtower:password": "s3cret" } }, "pulumi config set --secret cloudtower:password"],
    [{ config: { "cloudtower:token": "s3cret" } }, "pulumi config set --secret cloudtower:token"],
    [
      { config: connections({ east: { username: "root", password: "s3cret" } }) },
      "pulumi config set --secret --path cloudtower:connections.east.password",
    ],
    [
      { config: { "cloudtower:password": "s3cret" }, env: { CLOUDTOWER_PASSWORD: "another" } },
      "pulumi config set --secret cloudtower:password",
    ],
  ])("are refused with the command that encrypts them: %j", (stack, command) => {
    const text = problem(stack);
    expect(text).toContain(`Run ${command}, and`);
    expect(text).toContain("cloudtower:allowPlainSecrets (CLOUDTOWER_ALLOW_PLAIN_SECRETS)");
    expect(text).not.toContain("s3cret");
  });

  it.each<Stack>([
    { config: { "cloudtower:username": "root", "cloudtower:server": "tower" } },
    { config: { "cloudtower:password": "s3cret" }, secret: ["cloudtower:password"] },
    { config: connections({ east: { password: "s3cret" } }), secret: ["cloudtower:connections"] },
    { config: connections({ east: { server: "tower" } }) },
    { config: { "cloudtower:token": "s3cret", "cloudtower:allowPlainSecrets": "true" } },
    { config: { "cloudtower:token": "s3cret" }, env: { CLOUDTOWER_ALLOW_PLAIN_SECRETS: "true" } },
    // What is wrong with this one is told by whoever reads it.
    { config: { "cloudtower:connections": "{" } },
  ])("are none, or are allowed: %j", (stack) => {
    expect(problem(stack)).toBeUndefined();
  });
});
