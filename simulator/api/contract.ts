import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { parse } from "yaml";

/** A schema object of OpenAPI 3.0, or of JSON Schema: the two differ in `nullable`. */
export type Schema = { [key: string]: unknown };

interface Document {
  paths: Record<string, { post?: OperationObject; get?: OperationObject }>;
  components: { schemas: Record<string, Schema> };
}
interface OperationObject {
  operationId: string;
  security?: unknown[];
  requestBody?: Content;
  responses: Record<string, Partial<Content>>;
}
interface Content {
  content: { "application/json": { schema: Schema } };
}

export interface ContractOperation {
  operationId: string;
  method: "GET" | "POST";
  /** Such as /v2/api/get-hosts. */
  path: string;
  /** Anybody may call it, without a token. */
  isOpen: boolean;
  /** The schema of the 200 answer, as in the contract. */
  answer: Schema;
  /** null: valid; else what is wrong, naming the field. */
  checkRequest(body: unknown): string | null;
  checkAnswer(status: number, body: unknown): string | null;
}

export const basePath = "/v2/api";
const file = join(__dirname, "..", "..", "provider", "cloudtower", "contract", "cloudtower.openapi.yaml");
const int = (bits: number) => ({
  type: "number" as const,
  validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= 2 ** (bits - 1),
});

/** The contract's operations, with validators for what goes in and out. */
export class Contract {
  readonly operations: ContractOperation[];
  readonly #byPath: ReadonlyMap<string, ContractOperation>;
  readonly schemas: Record<string, Schema>;

  constructor() {
    const document = parse(readFileSync(file, "utf8")) as Document;
    this.schemas = document.components.schemas;
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajv.addFormat("int32", int(32));
    ajv.addFormat("int64", int(64));
    ajv.addFormat("double", { type: "number", validate: Number.isFinite });
    for (const [name, schema] of Object.entries(this.schemas)) ajv.addSchema(toJsonSchema(schema, name), name);
    this.operations = Object.entries(document.paths).flatMap(([path, { post, get }]) => [
      ...(post ? [operationOf(ajv, "POST", path, post)] : []),
      ...(get ? [operationOf(ajv, "GET", path, get)] : []),
    ]);
    this.#byPath = new Map(this.operations.map((operation) => [operation.path, operation]));
  }

  /** @param path without a query */
  operationAt(path: string): ContractOperation | undefined {
    return this.#byPath.get(path);
  }
}

function operationOf(ajv: Ajv, method: "GET" | "POST", path: string, spec: OperationObject): ContractOperation {
  const compiled = (content: Content) => ajv.compile(toJsonSchema(schemaOf(content)));
  const request = spec.requestBody && compiled(spec.requestBody);
  const answers = Object.entries(spec.responses).map(
    ([status, answer]) => [status, answer.content ? compiled(answer as Content) : null] as const,
  );
  const byStatus = new Map<string, ValidateFunction | null>(answers);
  return {
    operationId: spec.operationId,
    method,
    path: basePath + path,
    isOpen: spec.security?.length === 0,
    answer: schemaOf(spec.responses["200"] as Content),
    checkRequest: (body) => (request ? check(request, body) : null),
    checkAnswer: (status, body) => {
      const validate = byStatus.get(String(status));
      if (validate === undefined) return `status ${status} is not in the contract`;
      if (validate === null) return body === undefined ? null : `status ${status} has no body`;
      return check(validate, body);
    },
  };
}

let loaded: Contract | undefined;

/** The contract, compiled once, so that a test that starts many simulators does not wait each time. */
export function loadContract(): Contract {
  loaded ??= new Contract();
  return loaded;
}

function schemaOf(content: Content): Schema {
  return content.content["application/json"].schema;
}

function check(validate: ValidateFunction, value: unknown): string | null {
  return validate(value) ? null : describe(validate.errors ?? []);
}

/** The most useful error: an unknown field, else the deepest one. */
function describe(errors: ErrorObject[]): string {
  const unknown = errors.find((error) => error.keyword === "additionalProperties");
  if (unknown) return `unknown field "${unknown.params.additionalProperty}" in ${fieldName(unknown.instancePath)}`;
  const deepest = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
  if (!deepest) return "invalid";
  const allowed = deepest.keyword === "enum" ? ` ${deepest.params.allowedValues.join(", ")}` : "";
  return `${fieldName(deepest.instancePath)} ${deepest.message}${allowed}`;
}

function fieldName(pointer: string): string {
  return pointer === "" ? "body" : pointer.slice(1).replaceAll("/", ".");
}

/**
 * OpenAPI 3.0 to JSON Schema: `nullable` permits null everywhere, references are by name, and filters permit no unknown fields,
 * because a filter that is silently ignored would act on everything.
 */
function toJsonSchema(schema: Schema, name?: string): Schema {
  const { nullable, ...rest } = schema;
  const result: Schema = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key === "$ref") result.$ref = (value as string).split("/").pop();
    else if (key === "properties") result.properties = convertProperties(value as Record<string, Schema>);
    else if (key === "items") result.items = toJsonSchema(value as Schema);
    else if (key === "allOf") result.allOf = (value as Schema[]).map((part) => toJsonSchema(part));
    else result[key] = value;
  }
  if (name?.endsWith("WhereInput")) result.additionalProperties = false;
  if (!nullable) return result;
  if (typeof result.type === "string" && !result.enum) return { ...result, type: [result.type, "null"] };
  return { anyOf: [result, { type: "null" }] };
}

function convertProperties(properties: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      // An inline `where` (host_id, task_id) is a filter like those that have a name.
      toJsonSchema(schema, name === "where" && schema.properties ? "WhereInput" : undefined),
    ]),
  );
}
