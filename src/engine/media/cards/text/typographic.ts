/** Quotation marks of languages that write them otherwise than English; with spaces inside, or right to left, they stay as typed. */
const MARKS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  en: ['“', '”'],
  und: ['“', '”'],
  de: ['„', '“'],
  cs: ['„', '“'],
  pl: ['„', '”'],
  nl: ['“', '”'],
  sv: ['”', '”'],
  es: ['“', '”'],
  it: ['“', '”'],
  pt: ['“', '”'],
  ru: ['«', '»'],
  uk: ['«', '»'],
};

const APOSTROPHE = /(?<=\p{L})'/gu;
const PAIRED = /(?<=^|[\s([—–])"(?=\S)([^"\n]*\S)"(?=$|[\s.,;:!?)\]—–…])/gu;
const SPACED_HYPHEN = /(?<=[^\s-]) - (?=[^\s-])/gu;

/**
 * Text as a typesetter would set it: curved apostrophes and quotation marks, a dash where a hyphen stands between spaces. Only
 * what is plain from its neighbours is changed, letter for letter; feet and inches and single quotation marks stay.
 *
 * @param language BCP 47.
 */
export function typographic(text: string, language: string): string {
  const [primary = 'und'] = language.toLowerCase().split('-');
  const marks = MARKS[primary];
  const curved = text.replaceAll(APOSTROPHE, '’').replaceAll(SPACED_HYPHEN, ' – ');
  return marks ? curved.replaceAll(PAIRED, `${marks[0]}$1${marks[1]}`) : curved;
}
