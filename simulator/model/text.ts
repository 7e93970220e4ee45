/** A message in both of CloudTower's languages. Which one is shown is decided when it is shown. */
export interface Text {
  en: string;
  zh: string;
}

export type Language = keyof Text;

/** A text that is the same in both languages. */
export function text(en: string, zh: string): Text {
  return { en, zh };
}
