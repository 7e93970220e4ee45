import { type Text, text } from "../model/text";

/** An answer with ErrorBody: status 400, 404 or 500. */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 404 | 500,
    readonly text: Text,
  ) {
    super(text.en);
  }
}

export function badRequest(en: string, zh: string): ApiError {
  return new ApiError(400, text(en, zh));
}

export function notFound(en: string, zh: string): ApiError {
  return new ApiError(404, text(en, zh));
}
