// Starts the command that its argument describes, says so, and waits to be killed.
import { startCommand } from "../../../provider/commands/index.js";

await startCommand(JSON.parse(process.argv[2] as string));
console.log("started");
setInterval(() => undefined, 60_000);
