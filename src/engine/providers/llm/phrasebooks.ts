import type { Phrasebook } from './phrasebook.ts';
import { english } from './phrases/english.ts';
import { german } from './phrases/german.ts';

const PHRASEBOOKS: Readonly<Record<string, Phrasebook>> = { en: english, de: german };

/** Languages that briefs also call by their names. */
const NAMES: Readonly<Record<string, string>> = { english: 'en', german: 'de', deutsch: 'de' };

/** The phrasebook of a language (BCP 47), English where there is none. */
export function phrasebookOf(language: string): { language: string; phrases: Phrasebook } {
  const primary = primaryLanguage(language);
  const phrases = Object.hasOwn(PHRASEBOOKS, primary) ? PHRASEBOOKS[primary] : undefined;
  return phrases ? { language: primary, phrases } : { language: 'en', phrases: english };
}

/** `de` of `de-AT` and of `German`. */
export function primaryLanguage(language: string): string {
  const primary = language.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return Object.hasOwn(NAMES, primary) ? (NAMES[primary] ?? primary) : primary;
}
