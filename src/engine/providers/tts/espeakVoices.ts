import type { EspeakVoice } from '@echogarden/espeak-ng-emscripten';
import type { VoiceInfo } from '../../../protocol/protocol.ts';

/** Every timbre that the synthesizer has. It takes a wrong name in silence, so names are checked here. */
const VARIANTS: ReadonlyMap<string, string> = new Map(
  `
  adam, Alex, Alicia, Andrea, Andy, anika, anikaRobot, Annie, announcer, antonio, AnxiousAndy, aunty,
  belinda, benjamin, boris, caleb, croak, david, Demonic, Denis, Diogo, ed, edward, edward2, f1, f2,
  f3, f4, f5, fast, Gene, Gene2, grandma, grandpa, gustave, Henrique, Hugo, ian, iven, iven2, iven3,
  iven4, Jacky, john, kaukovalta, klatt, klatt2, klatt3, klatt4, klatt5, klatt6, Lee, linda, m1, m2,
  m3, m4, m5, m6, m7, m8, marcelo, Marco, Mario, max, Michael, michel, miguel, Mike, mike2, Mr
  serious, Nguyen, norbert, pablo, paul, pedro, quincy, Reed, RicishayMax, RicishayMax2, RicishayMax3,
  rob, robert, robosoft, robosoft2, robosoft3, robosoft4, robosoft5, robosoft6, robosoft7, robosoft8,
  sandro, shelby, steph, steph2, steph3, Storm, travis, Tweaky, UniRobot, victor, whisper, whisperf,
  zac
  `
    .split(',')
    .map((name) => [name.trim().toLowerCase(), name.trim()]),
);

/** The timbre's name as the synthesizer spells it; `undefined` when there is none. */
export function findVariant(name: string): string | undefined {
  return VARIANTS.get(name.trim().toLowerCase());
}

/** Name by which a voice is chosen: the last part of its identifier, `en-us`. */
export function voiceName({ identifier }: EspeakVoice): string {
  const name = (identifier.split('/').at(-1) ?? identifier).toLowerCase();
  // “en” alone would be taken for the language, whose default is another voice.
  return name === 'en' ? 'en-gb' : name;
}

/** A voice of the synthesizer as people see it. */
export function toVoiceInfo(voice: EspeakVoice): VoiceInfo {
  return {
    provider: 'espeak-ng',
    name: voiceName(voice),
    label: voice.name.trim(),
    language: languageTag(voice),
  };
}

/** Voices that exist for tests of the synthesizer or have no readers. */
export function isPublic({ name }: EspeakVoice): boolean {
  return !/test/i.test(name);
}

/** Voices whose names are no language tags, or another language's. */
const LANGUAGE_OF_VOICE: Readonly<Record<string, string>> = {
  'en-us-nyc': 'en-US-x-nyc',
  'ca-ba': 'ca-x-balear',
  'ca-nw': 'ca-x-nwest',
  'ca-va': 'ca-valencia',
  'ru-cl': 'ru-x-classic',
  'cmn-latn-pinyin': 'zh-Latn-pinyin',
  piqd: 'tlh',
};

function languageTag(voice: EspeakVoice): string {
  const name = voiceName(voice);
  return Intl.getCanonicalLocales(LANGUAGE_OF_VOICE[name] ?? name)[0] ?? 'und';
}

/** Voice for a language where several would do. */
const PREFERRED: Readonly<Record<string, string>> = {
  en: 'en-us',
  zh: 'cmn',
  'zh-cn': 'cmn',
  'zh-tw': 'cmn',
  'zh-hk': 'yue',
  'zh-mo': 'yue',
  'en-gb': 'en-gb-x-rp',
  no: 'nb',
  nn: 'nb',
  es: 'es',
  pt: 'pt-br',
  'pt-pt': 'pt',
  iw: 'he',
  tl: 'id',
  tlh: 'piqd',
};

/** Name of the voice that speaks a BCP 47 language: the closest there is. `undefined` when none does. */
export function voiceForLanguage(language: string, names: ReadonlySet<string>): string | undefined {
  const parts = language.toLowerCase().replaceAll('_', '-').split('-');
  for (let length = parts.length; length > 0; length--) {
    const tag = parts.slice(0, length).join('-');
    const preferred = PREFERRED[tag];
    if (preferred !== undefined) return preferred;
    if (names.has(tag)) return tag;
  }
  return undefined;
}
