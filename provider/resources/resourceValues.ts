import * as pulumi from "@pulumi/pulumi";

/** What is known of a resource in a preview, and when it is wrong, of which `check` tells. */
export type Known<Inputs> = { is: "known"; values: Inputs } | { is: "unknown"; name: string } | { is: "wrong" };

/** The arguments as the engine has them. If they are wrong, `check` says so. */
export async function readInputs<Inputs>(resource: object, names: readonly string[]): Promise<Known<Inputs>> {
  let values: Record<string, unknown>;
  try {
    values = await valuesOf(resource, [...names, "__owner"]);
  } catch {
    return { is: "wrong" };
  }
  const unknown = names.find((name) => pulumi.containsUnknowns(values[name]));
  if (unknown) return { is: "unknown", name: unknown };
  const isHost = typeof values.hostId === "string" && values.hostId !== "";
  return isHost ? { is: "known", values: values as Inputs } : { is: "wrong" };
}

/** The inside of an output in the SDK: programs officially see only values that are known. */
type Inside = { isKnown: Promise<boolean>; promise(withUnknowns: boolean): Promise<unknown> };

export async function knows(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as Inside).isKnown;
}

export async function valuesOf(resource: object, names: readonly string[]): Promise<Record<string, unknown>> {
  const outputs = resource as Record<string, Inside | undefined>;
  const entries = names.map(async (name) => [name, await outputs[name]?.promise(true)] as const);
  return Object.fromEntries((await Promise.all(entries)).filter(([, value]) => value !== undefined));
}
