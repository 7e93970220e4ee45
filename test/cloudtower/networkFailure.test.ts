import { expect, it } from "vitest";
import { networkFailure } from "../../provider/cloudtower/networkFailure";

const request = { operation: "EnterMaintenanceMode", server: "https://tower" } as const;

function fateOf(code: string, syscall?: string) {
  const error = Object.assign(new Error(code), { code, erroredSysCall: syscall });
  return networkFailure(error, request, 1_000).facts.fate;
}

it("knows what certainly never arrived", () => {
  for (const code of ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]) {
    expect([code, fateOf(code, "connect")]).toEqual([code, "not-acted"]);
  }
  expect(fateOf("ENOTFOUND", "getaddrinfo")).toBe("not-acted");
  expect(fateOf("EAI_AGAIN", "getaddrinfo")).toBe("not-acted");
  // Several addresses were tried, so no system call is named.
  expect(fateOf("ECONNREFUSED")).toBe("not-acted");
});

it("does not take a connection that broke for one that never stood", () => {
  for (const code of ["ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EPIPE"]) {
    expect([code, fateOf(code, "read")]).toEqual([code, "unknown"]);
    expect([code, fateOf(code, "write")]).toEqual([code, "unknown"]);
  }
  expect(fateOf("ECONNRESET")).toBe("unknown");
  expect(fateOf("ERR_STREAM_PREMATURE_CLOSE")).toBe("unknown");
});
