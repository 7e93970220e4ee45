import { defineConfig } from "vitest/config";

/** Only tests that take milliseconds: each is run for hundreds of changes. */
export default defineConfig({
  test: {
    include: ["test/lifecycle/{situation,session,vms}/**/*.test.ts", "test/docs/situations.test.ts"],
  },
});
