import type { Core } from "../core";
import type { Sabotage } from "../model/jobs";
import { type Language, type Text, text } from "../model/text";
import { type Caller, mayCall } from "../users";
import { isSince } from "../version";
import type { ContractOperation } from "./contract";
import { ApiError, badRequest } from "./errors";
import { withNulls } from "./nulls";
import { nothingChanged, operations } from "./operations";

/** The answer, before a fault spoils it. */
export interface Answer {
  status: number;
  /** undefined: no body at all. */
  body?: unknown;
  /** A page instead of JSON. */
  html?: string;
}

export interface Question {
  operation: ContractOperation;
  body: unknown;
  token: string | undefined;
  contentLanguage: string | undefined;
  sabotage: Sabotage | undefined;
}

const languages = new Set(["zh-CN", "en-US", "*"]);

/** Calls that exist only since 4.0.0. */
const sinceFour = new Set([
  "EnterMaintenanceModePreCheck",
  "EnterMaintenanceModePrecheckResult",
  "EnterMaintenanceMode",
  "ExitMaintenanceModePrecheckResult",
  "ExitMaintenanceMode",
  "OperateHostPower",
]);
const noSuchPage = "<!DOCTYPE html>\n<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>\n";

/** Answers one request: credentials first, then rights, then the contract, then the operation, then the contract again. */
export function answer(core: Core, question: Question): Answer {
  const { operation } = question;
  if (!isSince(core.quirks, "4.0") && sinceFour.has(operation.operationId)) return { status: 404, html: noSuchPage };
  const language: Language = core.quirks.chinese || question.contentLanguage === "zh-CN" ? "zh" : "en";
  const caller = core.auth.callerOf(question.token);
  if (!operation.isOpen) {
    if (!caller) return { status: 401, body: { message: unauthorized[language] } };
    if (!mayCall(caller.user, operation.operationId)) return { status: 403, body: { message: forbidden[language] } };
  }
  try {
    checkRequest(core, question);
    return checkedAnswer(core, operation, acted(core, question, caller, language), language);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return checkedAnswer(core, operation, errorAnswer(operation.path, error, language), language);
  }
}

function acted(core: Core, question: Question, caller: Caller | undefined, language: Language): Answer {
  const { operation, body, sabotage } = question;
  const handler = operations[operation.operationId];
  if (!handler) throw new ApiError(500, text(`${operation.operationId} is not simulated.`, "未实现。"));
  const { user, source } = caller ?? { user: core.auth.root, source: "LOCAL" };
  const result = handler(core, { operation: operation.operationId, body, language, sabotage, user, source });
  if (result === nothingChanged) return { status: 304 };
  const chance = core.quirks.nulls === true ? 0.5 : Number(core.quirks.nulls);
  const shown = chance > 0 ? withNulls(core.contract, operation.answer, result, chance, core.random) : result;
  return { status: 200, body: shown };
}

/** Some calls need no token. */
export function isAuthorized(core: Core, question: Question): boolean {
  return question.operation.isOpen || core.auth.callerOf(question.token) !== undefined;
}

export function errorAnswer(path: string, error: { status: number; text: Text }, language: Language): Answer {
  return {
    status: error.status,
    body: { message: error.text[language], status: error.status, path },
  };
}

const unauthorized: Text = text(
  "Unauthorized: the token is missing, unknown or expired.",
  "未授权:token 缺失、无效或已过期。",
);
const forbidden: Text = text(
  "Forbidden: the user lacks the permission for this call.",
  "禁止访问:用户没有执行此操作的权限。",
);

function checkRequest(core: Core, { operation, body, contentLanguage }: Question): void {
  let problem = operation.checkRequest(body);
  if (contentLanguage !== undefined && !languages.has(contentLanguage)) {
    problem = `content-language must be one of ${[...languages].join(", ")}`;
  }
  if (problem === null) return;
  core.journal.violations.push({ kind: "request", operation: operation.operationId, message: problem });
  throw badRequest(`Invalid request: ${problem}.`, `请求无效:${problem}。`);
}

function checkedAnswer(core: Core, operation: ContractOperation, given: Answer, language: Language): Answer {
  const problem = operation.checkAnswer(given.status, given.body);
  if (problem === null) return given;
  core.journal.violations.push({ kind: "response", operation: operation.operationId, message: problem });
  const error = {
    status: 500,
    text: text(`The simulator's answer breaks the contract: ${problem}`, `模拟器应答不符合契约:${problem}`),
  };
  return errorAnswer(operation.path, error, language);
}
