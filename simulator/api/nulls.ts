import type { Contract, Schema } from "./contract";

/** Never replaced by null: null has its own meaning there (a mutation done at once), or there is a separate quirk for it. */
const spared = new Set(["task_id", "vm_uuid"]);

/**
 * A copy of an answer in which fields that may be null or absent are so, each with probability `chance`. `host_state` is affected
 * only while the host is in use: otherwise nobody could follow a maintenance.
 */
export function withNulls(
  contract: Contract,
  schema: Schema,
  value: unknown,
  chance: number,
  random: () => number,
): unknown {
  if (value === null || typeof value !== "object") return value;
  const node = resolve(contract, schema);
  if (Array.isArray(value)) {
    return value.map((item) => withNulls(contract, (node.items ?? {}) as Schema, item, chance, random));
  }
  const properties = (node.properties ?? {}) as Record<string, Schema>;
  const required = new Set((node.required ?? []) as string[]);
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const fieldSchema = properties[name];
    if (!fieldSchema || spared.has(name) || (name === "host_state" && !isInUse(field))) {
      result[name] = fieldSchema ? withNulls(contract, fieldSchema, field, chance, random) : field;
      continue;
    }
    const ways = [...(fieldSchema.nullable ? ["null"] : []), ...(required.has(name) ? [] : ["absent"])];
    if (ways.length === 0 || random() >= chance) result[name] = withNulls(contract, fieldSchema, field, chance, random);
    else if (ways[Math.floor(random() * ways.length)] === "null") result[name] = null;
  }
  return result;
}

function isInUse(hostState: unknown): boolean {
  return hostState === null || (hostState as { state?: unknown }).state === "IN_USE";
}

/** The schema behind a reference, also one wrapped in allOf. */
function resolve(contract: Contract, schema: Schema): Schema {
  if (typeof schema.$ref === "string")
    return resolve(contract, contract.schemas[schema.$ref.split("/").pop() as string] as Schema);
  if (Array.isArray(schema.allOf)) return resolve(contract, schema.allOf[0] as Schema);
  return schema;
}
