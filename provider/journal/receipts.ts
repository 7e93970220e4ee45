import { join } from "node:path";
import * as z from "zod";
import type { Receipt, SessionRecord } from "../lifecycle";
import { readEach } from "./eachFile";
import { readOurs } from "./trusted";

/** A receipt as it is kept: with the resource, and the session as it was recorded. */
export interface KeptReceipt {
  path: string;
  /** Project, stack and name of the resource. */
  owner: string;
  record: SessionRecord;
  receipt: Receipt;
}

/** All receipts of a journal. */
export interface KeptReceipts {
  /** The newest session first. */
  receipts: KeptReceipt[];
  problems: string[];
}

const ENDING = ".receipt.json";
/** Of the journal's files, facts and receipts alike. */
export const VERSION = 2;

const text = z.string();
const who = z.object({ account: text, towerUser: text.optional() });
const vms = z.array(z.looseObject({ vmUuid: text, vmName: text })).default([]);
const time = text.optional();
const did = z.enum(["shut down", "migrated", "moved while off", "not touched"]);
const ending = z.enum(["exit", "exit of another session", "somebody else", "failed entry", "host gone"]);

/** Every field that a later version has added is optional, because receipts are kept for ever. */
const contentSchema = z.looseObject({
  owner: text,
  record: z.looseObject({
    ...{ server: text, hostId: text, hostName: text, clusterId: text, clusterName: text, phase: text },
    ...{ submittedAt: time, enteredAt: time, adopted: z.boolean().default(false) },
    ...{ shutdownVms: vms, liveMigratedVms: vms, offlineMigratedVms: vms },
  }),
  receipt: z.object({
    vms: z.array(
      z.object({
        vmUuid: text,
        vmName: text,
        // 0.1.0 wrote "skipped" for what is "left" now.
        outcome: z.enum(["restored", "left", "failed", "skipped"]).transform((is) => (is === "skipped" ? "left" : is)),
        ...{ why: text.optional(), did: did.optional(), powerState: text.optional(), hostName: text.optional() },
        ...{ offAt: time, onAt: time, stoppedAt: time },
      }),
    ),
    ...{ ending: ending.optional(), entryOverAt: time, exitBeganAt: time, leftAt: time, writtenAt: time },
    ...{ reason: text.optional(), enteredBy: who.optional(), endedBy: who.optional() },
  }),
});

/** Reads every receipt for people to see. */
export async function readReceipts(directory: string): Promise<KeptReceipts> {
  const { found, problems } = await readEach(directory, async (file) => {
    if (!file.endsWith(ENDING)) return [];
    const path = join(directory, file);
    const content = await readOurs(path);
    return content === undefined ? [] : [receiptIn(content, path)];
  });
  return { receipts: found.sort((one, other) => beganAt(other) - beganAt(one)), problems };
}

/** The receipt in the text of a file. @throws Error if it is damaged or was written by a newer version */
export function receiptIn(content: string, path: string): KeptReceipt {
  const parsed = contentSchema.and(z.object({ version: z.number() })).safeParse(jsonIn(content));
  if (parsed.success && parsed.data.version > VERSION) {
    throw new Error(`${path} was written by a newer version of pulumi-cloudtower: update the package to read it`);
  }
  if (!parsed.success) throw new Error(`${path} is damaged: it is not a receipt`);
  const { owner, record, receipt } = parsed.data;
  return { path, owner, record: record as unknown as SessionRecord, receipt: receipt as Receipt };
}

/** What an earlier receipt of the same session knows and this one does not: it was written nearer to the events. */
export function completed(receipt: Receipt, { receipt: earlier }: Pick<KeptReceipt, "receipt">): Receipt {
  const before = new Map(earlier.vms.map((vm) => [vm.vmUuid, vm]));
  return {
    ...earlier,
    ...receipt,
    vms: receipt.vms.map((vm) => {
      const { did, offAt, onAt } = before.get(vm.vmUuid) ?? {};
      const isOn = vm.powerState === "RUNNING";
      return { ...(did ? { did } : {}), ...(offAt ? { offAt } : {}), ...(onAt && isOn ? { onAt } : {}), ...vm };
    }),
  };
}

function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function beganAt({ record: { submittedAt, enteredAt } }: KeptReceipt): number {
  return Date.parse(submittedAt ?? enteredAt ?? "") || 0;
}
