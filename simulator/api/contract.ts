import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { parse } from "yaml";

/** A schema object of OpenAPI 3.0, or of JSON Schema: the two differ in `nullable`. */
export type Schema = { [key: string]: unknown };

interface Document {
  paths: Record<string, { post?: { operationId: string; requestBody: Content; responses: Record<string, Content> } }>;
  components: { schemas: Record<string, Schema> };
}
interface Content {
  content: { "application/json": { schema: Schema } };
}

export interface ContractOperation {
  operationId: string;
  /** Relative to the base path /v2/api. */
  path: string;
  /** The schema of the 200 answer, as in the contract. */
  answer: Schema;
  /** null: valid; else what is wrong, naming the field. */
  checkRequest(body: unknown): string | null;
  checkAnswer(status: number, body: unknown): string | null;
}

const file = join(__dirname, "..", "..", "provider", "cloudtower", "contract", "cloudtower.openapi.yaml");
const int = (bits: number) => ({
  type: "number" as const,
  validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= 2 ** (bits - 1),
});

/** The contract's operations, with validators for what goes in and out. */
export class Contract {
  readonly operations: ContractOperation[];
  readonly schemas: Record<string, Schema>;

  constructor() {
    const document = parse(readFileSync(file, "utf8")) as Document;
    this.schemas = document.components.schemas;
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajv.addFormat("int32", int(32));
    ajv.addFormat("int64", int(64));
    ajv.addFormat("double", { type: "number", validate: Number.isFinite });
    for (const [name, schema] of Object.entries(this.schemas)) ajv.addSchema(toJsonSchema(schema, name), name);
    this.operations = Object.entries(document.paths).flatMap(([path, { post }]) => {
      if (!post?.requestBody) return [];
      const request = ajv.compile(toJsonSchema(schemaOf(post.requestBody)));
      const answers = Object.entries(post.responses)
        .filter(([, { content }]) => content !== undefined)
        .map(([status, content]) => [status, ajv.compile(toJsonSchema(schemaOf(content)))] as const);
      const byStatus = new Map<string, ValidateFunction>(answers);
      return [
        {
          operationId: post.operationId,
          path,
          answer: schemaOf(post.responses["200"] as Content),
          checkRequest: (body) => check(request, body),
          checkAnswer: (status, body) => {
            const validate = byStatus.get(String(status));
            return validate ? check(validate, body) : `status ${status} is not in the contract`;
          },
        },
      ];
    });
  }
}

let loaded: Contract | undefined;

/** The contract, compiled once: a test that starts many simulators need not wait for it each time. */
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

/** The most telling error: a field that is not known, else the deepest one. */
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
 * OpenAPI 3.0 to JSON Schema: `nullable` admits null wherever it stands, references go by name, and filters are closed:
 * a filter that is silently ignored would act on everything.
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
