import { createRequire } from "node:module";

/** As Pulumi's own interface numbers them. */
const SEVERITIES = { info: 1, warning: 2 } as const;

/** Sends one message to the engine, which shows it in the resource's own row. */
export type EngineLog = (message: {
  severity: keyof typeof SEVERITIES;
  text: string;
  urn: string;
  /** Replaced by the next message, and gone at the end. */
  isPassing?: boolean;
}) => Promise<void>;

interface LogRequest {
  setSeverity(severity: number): void;
  setMessage(text: string): void;
  setUrn(urn: string): void;
  setStreamid(id: number): void;
  setEphemeral(isEphemeral: boolean): void;
}
interface EngineClient {
  log(request: LogRequest, done: (error: Error | null) => void): void;
}

/**
 * The engine's log call. The engine passes its address to every provider process, and the SDK that runs the process contains a
 * client.
 * @param argv as in `process.argv`
 * @returns undefined if there is no address, or if this SDK has another layout
 */
export function openEngineLog([, script = "", address]: readonly string[]): EngineLog | undefined {
  if (!address || !/[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]dynamic-provider\b/.test(script)) return undefined;
  try {
    const load = createRequire(script);
    const { credentials } = load("@grpc/grpc-js");
    const { EngineClient } = load("../../proto/engine_grpc_pb");
    const { LogRequest } = load("../../proto/engine_pb");
    const client: EngineClient = new EngineClient(address, credentials.createInsecure());
    return ({ severity, text, urn, isPassing = false }) =>
      new Promise((resolve, reject) => {
        const request: LogRequest = new LogRequest();
        request.setSeverity(SEVERITIES[severity]);
        request.setMessage(text);
        request.setUrn(urn);
        request.setStreamid(0);
        request.setEphemeral(isPassing);
        client.log(request, (error) => (error ? reject(error) : resolve()));
      });
  } catch {
    return undefined;
  }
}
