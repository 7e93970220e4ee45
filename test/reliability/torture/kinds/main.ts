// The fault matrix of `npm run torture` with one kind of server, and how far it is.
import { sendMessage } from "execa";
import { type MatrixResult, runMatrix } from "../../matrix/runMatrix.js";
import type { Message } from "../inProcess.js";
import { KINDS } from "../kindsOfServer.js";

const [name = "", short] = process.argv.slice(2);
const quirks = KINDS.get(name);
if (!quirks) throw new Error(`no kind of server ${name}: ${[...KINDS.keys()].join(", ")}`);
const send = (message: Message<MatrixResult>) => sendMessage(message);
const result = await runMatrix({
  quirks,
  short: short === "short",
  onCell: (done, of) => void send({ done, of }),
});
await send({ result });
