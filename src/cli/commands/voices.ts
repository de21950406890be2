import { openVoices } from '../../engine/openWorkshop.ts';
import type { VoiceInfo } from '../../protocol/protocol.ts';
import { EXIT } from '../exit.ts';

/** `aura voices [--language TAG] [--json]`: each with the language it is the default of, and the timbres that all can have. */
export async function voicesCommand(flags: { language?: string; json?: boolean }): Promise<number> {
  const wanted = flags.language?.toLowerCase();
  const { voices: registry, close } = openVoices();
  try {
    const all = (await registry.voices()).filter(
      ({ language }) =>
        wanted === undefined ||
        language.toLowerCase() === wanted ||
        language.toLowerCase().startsWith(`${wanted}-`),
    );
    const defaults = new Map<string, string>();
    for (const language of new Set(all.map(languageOf))) {
      defaults.set(language, (await registry.resolve({}, language)).voice.name);
    }
    const voices = all.map((voice) => ({
      ...voice,
      isDefault: defaults.get(languageOf(voice)) === voice.name,
    }));
    const variants = registry.providers.flatMap((provider) => provider.variants ?? []);
    if (flags.json) process.stdout.write(`${JSON.stringify(voices, null, 2)}\n`);
    else if (voices.length === 0) {
      process.stdout.write(`No voice speaks ${flags.language ?? ''}. \`aura voices\` lists all.\n`);
    } else
      process.stdout.write(
        `${[...table(voices), '', ...timbres(voices[0], variants)].join('\n').trimEnd()}\n`,
      );
    return EXIT.done;
  } finally {
    await close();
  }
}

/** `en` of `en-GB`: what a script is said to be written in. */
function languageOf({ language }: VoiceInfo): string {
  return language.split('-')[0] ?? language;
}

function table(voices: readonly (VoiceInfo & { isDefault: boolean })[]): string[] {
  const names = Math.max(...voices.map(({ name }) => name.length));
  const tags = Math.max(...voices.map(({ language }) => language.length));
  const several = new Set(
    voices.map(languageOf).filter((language, index, all) => all.indexOf(language) !== index),
  );
  return voices.map((voice) => {
    const { name, language, label, isDefault } = voice;
    const mark =
      isDefault && several.has(languageOf(voice)) ? `  (the default for “${languageOf(voice)}”)` : '';
    return `${name.padEnd(names)}  ${language.padEnd(tags)}  ${label}${mark}`;
  });
}

function timbres(example: VoiceInfo | undefined, variants: readonly string[]): string[] {
  if (!example || variants.length === 0) return [];
  const [first = '', ...others] = variants;
  return [
    `Each has other timbres: ${example.name}+${first}, ${others.map((variant) => `+${variant}`).join(', ')}`,
  ];
}
