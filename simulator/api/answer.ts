import type { Core } from "../core";
import type { Sabotage } from "../model/jobs";
import { type Language, type Text, text } from "../model/text";
import type { ContractOperation } from "./contract";
import { ApiError, badRequest } from "./errors";
import { withNulls } from "./nulls";
import { operations } from "./operations";

/** What goes back, before a fault spoils it. */
export interface Answer {
  status: number;
  body: unknown;
}

export interface Question {
  operation: ContractOperation;
  body: unknown;
  token: string | undefined;
  contentLanguage: string | undefined;
  sabotage: Sabotage | undefined;
}

export const basePath = "/v2/api";
const languages = new Set(["zh-CN", "en-US", "*"]);

/** Answers one request: credentials first, then the contract, then the operation, then the contract again. */
export function answer(core: Core, question: Question): Answer {
  const { operation, body } = question;
  const language: Language = core.quirks.chinese || question.contentLanguage === "zh-CN" ? "zh" : "en";
  if (!isAuthorized(core, question)) return { status: 401, body: { message: unauthorized[language] } };
  try {
    checkRequest(core, question);
    const handler = operations[operation.operationId];
    if (!handler) throw new ApiError(500, text(`${operation.operationId} is not simulated.`, "未实现。"));
    const call = { operation: operation.operationId, body, language, sabotage: question.sabotage };
    const chance = core.quirks.nulls === true ? 0.5 : Number(core.quirks.nulls);
    const result = handler(core, call);
    const shown = chance > 0 ? withNulls(core.contract, operation.answer, result, chance, core.random) : result;
    return checkedAnswer(core, operation, { status: 200, body: shown }, language);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return checkedAnswer(core, operation, errorAnswer(basePath + operation.path, error, language), language);
  }
}

/** A login needs no token. */
export function isAuthorized(core: Core, question: Question): boolean {
  return question.operation.operationId === "Login" || core.auth.accepts(question.token);
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
  return errorAnswer(basePath + operation.path, error, language);
}
