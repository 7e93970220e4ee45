import { Command, InvalidArgumentError } from "commander";
import { startSimulator } from "./index";
import { ScenarioError } from "./scenario/load";

interface Flags {
  port: number;
  host: string;
  standby?: number;
  speed: number;
  scenario: string;
  username: string;
  password: string;
  token: string[];
}

const defaultPassword = "simulator";

const program = new Command("simulator")
  .description("A simulated SmartX CloudTower, for trying and testing")
  .option("--port <n>", "port to listen on; 0 is any free one", number(0, 65_535, true), 0)
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option(
    "--standby <port>",
    "a second node that can take over, on this port; 0 is any free one",
    number(0, 65_535, true),
  )
  .option("--speed <n>", "how many times faster than life", number(0.001, 1e6), 1)
  .option("--scenario <name|file>", "a shipped scenario, or a YAML file", "two-clusters")
  .option("--username <name>", "who can log in", "root")
  .option("--password <password>", "the user's password", defaultPassword)
  .option(
    "--token <token>",
    "an API token to accept; repeatable",
    (token: string, all: string[]) => [...all, token],
    [],
  )
  .action(run);

async function run({ token, standby, ...options }: Flags): Promise<void> {
  const simulator = await startSimulator({
    ...options,
    tokens: token,
    ...(standby === undefined ? {} : { standbyPort: standby }),
  });
  const shown = options.password === defaultPassword ? ` / ${defaultPassword}` : "";
  console.log(
    `CloudTower simulator at ${simulator.urls.join(" and ")} (login ${options.username}${shown}); open it in a browser to watch`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void simulator.close());
}

function number(min: number, max: number, whole = false): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(`It must be a${whole ? " whole" : ""} number from ${min} to ${max}.`);
    }
    return value;
  };
}

program.parseAsync().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  const expected = error instanceof ScenarioError || error.code !== undefined;
  const message =
    error.code === "EADDRINUSE" ? `Port ${error.port} is in use already; choose another with --port.` : error.message;
  console.error(expected ? message : error);
  process.exitCode = 1;
});
