import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Receipt } from "../../../provider/lifecycle/index.js";

/** The receipts that a journal's directory holds of sessions on this server. */
export async function receiptsIn(directory: string, server: string): Promise<Receipt[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // Nothing was ever written: no session came so far.
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const texts = files
    .filter((file) => file.endsWith(".receipt.json"))
    .map((file) => readFile(join(directory, file), "utf8"));
  const entries: { record: { server: string }; receipt: Receipt }[] = (await Promise.all(texts)).map((text) =>
    JSON.parse(text),
  );
  return entries.filter(({ record }) => record.server === server).map(({ receipt }) => receipt);
}
