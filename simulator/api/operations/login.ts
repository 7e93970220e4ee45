import type { Schemas } from "../../model/entities";
import { badRequest } from "../errors";
import type { Operation } from "./call";

export const login: Operation = (core, { body }: { body: Schemas["LoginInput"] }) => {
  const source = body.source ?? "LOCAL";
  if (!core.quirks.loginSources.includes(source)) {
    throw badRequest(`User source ${source} is not configured.`, `未配置用户来源 ${source}。`);
  }
  const token = core.auth.login(body.username, body.password);
  if (token === null) throw badRequest("Incorrect username or password.", "用户名或密码错误。");
  return { task_id: null, data: { token } } satisfies Schemas["WithTask_LoginResponse_"];
};
