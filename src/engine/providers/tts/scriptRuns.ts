import { languageOfScript } from './language.ts';
import { scriptOf, scriptOfLanguage } from './unicodeScript.ts';
import type { UnicodeScript } from './unicodeScript.ts';

/** A stretch of text that one voice can say. */
export interface ScriptRun {
  text: string;
  /** Code points before it. */
  start: number;
  /** BCP 47 of the voice that can say it; `undefined` when no voice can. */
  language: string | undefined;
}

/** Scripts that no embedded voice reads. Kanji have no readings in it, so Japanese speaks its kana only. */
const UNREADABLE: ReadonlySet<UnicodeScript> = new Set(['Laoo', 'Khmr']);

/**
 * Cuts a text where its script changes to one that the voice of `language` cannot say: a Greek name in an English text is
 * spoken by a Greek voice. Latin letters stay with every voice; digits and punctuation stay with what they follow.
 */
export function scriptRuns(text: string, language: string): ScriptRun[] {
  const own = scriptOfLanguage(language);
  const runs: ScriptRun[] = [];
  const foreign = new Map<UnicodeScript, string>();
  let position = 0;
  for (const character of text) {
    const script = scriptOf(character);
    const letter = script !== undefined || /\p{L}/u.test(character);
    const last = runs.at(-1);
    if (!letter) {
      if (last) last.text += character;
      else runs.push({ text: character, start: position, language });
    } else {
      const wanted = languageFor(script);
      if (last && (last.language === wanted || !/[\p{L}\p{N}]/u.test(last.text))) {
        last.language = wanted;
        last.text += character;
      } else {
        runs.push({ text: character, start: position, language: wanted });
      }
    }
    position++;
  }
  return runs;

  function languageFor(script: UnicodeScript | undefined): string | undefined {
    if (script === undefined) return undefined;
    if (script === own || script === 'Latn') return language;
    if (UNREADABLE.has(script) || (script === 'Hani' && own === 'Kana')) return undefined;
    let found = foreign.get(script);
    if (found === undefined) {
      found = languageOfScript(script, text);
      foreign.set(script, found);
    }
    return found;
  }
}
