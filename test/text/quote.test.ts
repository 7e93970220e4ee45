import { expect, it } from "vitest";
import { quote } from "../../provider/cloudtower/quote";

const SECRET = 'Mk"1\\2/3&4<5>6 7%8+9密€😀';
const json = (text: string) => JSON.stringify(text).slice(1, -1);
/** As Go's encoding/json writes it. */
const goJson = (text: string) =>
  json(text).replace(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16).padStart(2, "0")}`);
const html = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const ascii = (text: string) =>
  json(text).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

it.each([
  ["as it is", SECRET],
  ["in JSON", json(SECRET)],
  ["in JSON within JSON", json(json(SECRET))],
  ["in JSON within JSON within JSON", json(json(json(SECRET)))],
  ["in JSON by Go", goJson(SECRET)],
  ["in JSON of ASCII", ascii(SECRET)],
  ["in a URL", encodeURIComponent(SECRET)],
  ["in a URL in small letters", encodeURIComponent(SECRET).toLowerCase()],
  ["in a form", new URLSearchParams({ p: SECRET }).toString().slice(2)],
  ["in a URL that keeps what it may", encodeURI(SECRET).replaceAll("&", "%26").replaceAll("+", "%2B")],
  ["in HTML", html(SECRET)],
  ["in HTML by number", SECRET.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`)],
  ["in JSON within a URL", encodeURIComponent(json(SECRET))],
  ["in a URL within a URL", encodeURIComponent(encodeURIComponent(SECRET))],
  ["in HTML within HTML", html(html(SECRET))],
  ["in JSON within HTML", html(json(SECRET))],
])("a secret is not quoted %s", (_, spelt) => {
  expect(quote(`before ${spelt} after, ${spelt}`, [SECRET])).toBe("before [credential] after, [credential]");
});

it("a secret with line breaks, tabs and backslashes is not quoted", () => {
  const secret = "Mk\t\r\n\\\\\\\\x";
  for (const spelt of [secret, json(secret), json(json(secret)), encodeURIComponent(secret)])
    expect(quote(`<${spelt}>`, [secret])).toBe("<[credential]>");
});

it("of two secrets neither is left in part", () => {
  expect(quote("abcdef abc", ["abc", "abcdef"])).toBe("[credential] [credential]");
});

it("a long answer is searched quickly, whatever it contains", () => {
  const since = performance.now();
  for (const unit of ["\\", "a", "%5c", "\\u005c", "&amp;", "\\\\u"])
    quote(unit.repeat(2_000_000), ["a\\\\\\\\\\\\b&c", "\\\\\\\\\\\\\\\\\\\\", "aaaaaaaaab"]);
  expect(performance.now() - since).toBeLessThan(5_000);
});
