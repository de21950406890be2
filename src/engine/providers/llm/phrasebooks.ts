import type { Phrasebook } from './phrasebook.ts';
import { english } from './phrases/english.ts';
import { german } from './phrases/german.ts';

const PHRASEBOOKS: Readonly<Record<string, Phrasebook>> = { en: english, de: german };

/** The phrasebook of a language (BCP 47), English where there is none. */
export function phrasebookOf(language: string): { language: string; phrases: Phrasebook } {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  const phrases = Object.hasOwn(PHRASEBOOKS, primary) ? PHRASEBOOKS[primary] : undefined;
  return phrases ? { language: primary, phrases } : { language: 'en', phrases: english };
}
