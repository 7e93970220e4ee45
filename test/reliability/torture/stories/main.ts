// Tells some of the random stories of `npm run torture`, and says how far it is.
import { sendMessage } from "execa";
import { checkProperty, type PropertyResult } from "../../model/property.js";
import type { Message } from "../inProcess.js";

const [runs = 0, seed = 0] = process.argv.slice(2).map(Number);
const send = (message: Message<PropertyResult>) => sendMessage(message);

let done = 0;
const result = await checkProperty({
  runs,
  seed,
  onRun: () => {
    done += 1;
    void send({ done });
  },
});
await send({ result });
