import type { Core } from "../../core";
import type { Schemas } from "../../model/entities";
import { isSince } from "../../version";
import { badRequest } from "../errors";
import type { Operation } from "./call";

export const login: Operation = (core, { body }: { body: Schemas["LoginInput"] }) => {
  const source = body.source ?? "LOCAL";
  requireSource(core, source);
  if (source === "AUTHN") requireDirectory(core, body.auth_config_id);
  const token = core.auth.login(body.username, body.password, source);
  if (token === null) throw badRequest("Incorrect username or password.", "用户名或密码错误。");
  return { task_id: null, data: { token } } satisfies Schemas["WithTask_LoginResponse_"];
};

function requireSource({ quirks }: Core, source: Schemas["UserSource"]): void {
  if (source === "SSO" && !isSince(quirks, "4.4")) {
    throw badRequest(
      `User source SSO is not known to version ${quirks.version}.`,
      `版本 ${quirks.version} 不支持用户来源 SSO。`,
    );
  }
  if (quirks.loginSources.includes(source)) return;
  throw source === "LDAP"
    ? badRequest(
        "User source LDAP is no longer supported: log in with AUTHN and auth_config_id.",
        "不再支持用户来源 LDAP,请使用 AUTHN 和 auth_config_id 登录。",
      )
    : badRequest(`User source ${source} is not configured.`, `未配置用户来源 ${source}。`);
}

function requireDirectory({ quirks }: Core, id: string | null | undefined): void {
  if (!id) throw badRequest("User source AUTHN needs auth_config_id.", "用户来源 AUTHN 需要 auth_config_id。");
  if (!quirks.authConfigIds.includes(id)) {
    throw badRequest(`There is no directory ${id}.`, `认证源 ${id} 不存在。`);
  }
}
