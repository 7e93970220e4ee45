/** A message in both languages that CloudTower speaks; which one is shown is decided when it is shown. */
export interface Text {
  en: string;
  zh: string;
}

export type Language = keyof Text;

/** The same text in both languages, for what has no words of its own. */
export function text(en: string, zh: string): Text {
  return { en, zh };
}
