import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Receipt } from "../../../provider/lifecycle/index.js";

/** The receipts of sessions on this server in a journal's directory. */
export async function receiptsIn(directory: string, server: string): Promise<Receipt[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // Nothing was written: no session got that far.
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
