import { expect, it } from "vitest";
import { withHostLock } from "../../provider/frontends/hostLock";

it("verbs for one host run one after the other, also after one that failed; those for others do not wait", async () => {
  const order: string[] = [];
  const waited: string[] = [];
  const verb = (name: string, host: string, fails = false) =>
    withHostLock(
      "https://tower",
      host,
      async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      },
      () => waited.push(name),
    ).catch(() => undefined);
  await Promise.all([verb("a", "one", true), verb("b", "one"), verb("c", "two")]);
  expect(order.indexOf("a ends")).toBeLessThan(order.indexOf("b begins"));
  expect(order.indexOf("c begins")).toBeLessThan(order.indexOf("a ends"));
  expect(order).toHaveLength(6);
  expect(waited).toEqual(["b"]);
});
