/** A piece of HTML or SVG, in which all text is escaped. Only the tag `html` makes one. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | readonly Part[];

/** Makes markup. Whatever is put in that is not markup itself is text, and is escaped: nobody can forget to. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(pieces.reduce((text, piece, index) => text + asMarkup(parts[index - 1] ?? "") + piece));
}

function asMarkup(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(asMarkup).join("");
  return String(part).replace(/[&<>"'`]/g, asEntity);
}

/**
 * Text for Markdown. What could be emphasis, a link, a mention, a table or HTML is written as an entity, which stands for the character
 * alone. Within a word, most characters are plain.
 */
export function markdown(text: string): string {
  return text.replace(/[\\`*[\]{}<>|~$]|(?<!\w)[_@#!]|_(?!\w)|&(?=#?\w)|(?<=https?|www)[:.]/gi, asEntity);
}

function asEntity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
