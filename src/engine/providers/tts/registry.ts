import { AuraError } from '../../../protocol/protocol.ts';
import type { Voice, VoiceInfo } from '../../../protocol/protocol.ts';
import { closest } from './closest.ts';
import type { TtsProvider } from './tts.ts';

/** A voice that exists: who speaks, and what to ask of it. `voice.provider` and `voice.name` are set. */
export interface ResolvedVoice {
  provider: TtsProvider;
  voice: Voice & { provider: string; name: string };
}

/** The providers of speech, in the order in which they are asked. */
export interface TtsRegistry {
  readonly providers: readonly TtsProvider[];
  voices(): Promise<readonly VoiceInfo[]>;
  /**
   * Finds who speaks. A voice is named by its name (`en-us`, `en-us+m3`), its label or a BCP 47 language, in any case, with
   * or without its provider before it (`espeak-ng:en-us`). Without a name the first provider that speaks `language` does.
   *
   * Throws `E422-SCRIPT` with the closest names when there is no such voice or provider.
   */
  resolve(voice: Voice, language: string): Promise<ResolvedVoice>;
}

export function createTtsRegistry(providers: readonly TtsProvider[]): TtsRegistry {
  async function voices(): Promise<readonly VoiceInfo[]> {
    return (await Promise.all(providers.map((provider) => provider.voices()))).flat();
  }

  function candidates(provider: string | undefined): readonly TtsProvider[] {
    if (provider === undefined) return providers;
    const named = providers.filter(({ name }) => name.toLowerCase() === provider.toLowerCase());
    if (named.length === 0) {
      throw unknown(
        'voice provider',
        provider,
        closest(
          provider,
          providers.map(({ name }) => name),
        ),
      );
    }
    return named;
  }

  return {
    providers,
    voices,
    async resolve(voice, language) {
      const { provider: asked, name } = splitName(voice, providers);
      const asking = candidates(asked);
      for (const provider of asking) {
        const found =
          name === undefined ? await provider.defaultVoice(language) : await findVoice(provider, name);
        if (found !== undefined) {
          return { provider, voice: { ...voice, provider: provider.name, name: found } };
        }
      }
      const [first] = asking;
      if (!first) throw new AuraError('E200-TTS', 'There is no voice on this machine');
      if (name === undefined) {
        // Nobody speaks the language: better an accent than no film.
        const found = (await first.defaultVoice('en')) ?? (await first.voices())[0]?.name;
        if (found !== undefined)
          return { provider: first, voice: { ...voice, provider: first.name, name: found } };
      }
      const known = (await Promise.all(asking.map((provider) => provider.voices()))).flat();
      throw unknown('voice', name ?? language, suggestVoices(name ?? language, known));
    },
  };
}

/** `espeak-ng:en-us` names both. */
function splitName(voice: Voice, providers: readonly TtsProvider[]): { provider?: string; name?: string } {
  const { provider, name } = voice;
  const prefix = name === undefined ? -1 : name.indexOf(':');
  const before = name?.slice(0, prefix).trim() ?? '';
  if (
    name !== undefined &&
    prefix > 0 &&
    providers.some((known) => known.name.toLowerCase() === before.toLowerCase())
  ) {
    const rest = name.slice(prefix + 1).trim();
    return { provider: before, ...(rest === '' ? {} : { name: rest }) };
  }
  const wanted = name?.trim();
  return { ...(provider === undefined ? {} : { provider }), ...(wanted ? { name: wanted } : {}) };
}

async function findVoice(provider: TtsProvider, name: string): Promise<string | undefined> {
  const [base = '', variant] = name.split('+').map((part) => part.trim());
  const wanted = base.toLowerCase();
  const voices = await provider.voices();
  const found =
    voices.find((voice) => voice.name.toLowerCase() === wanted) ??
    voices.find((voice) => voice.label.toLowerCase() === wanted);
  const baseName =
    found?.name ??
    (isLanguageTag(base) ? await provider.defaultVoice(base) : undefined) ??
    voices.find((voice) => voice.language.toLowerCase() === wanted)?.name;
  if (baseName === undefined || variant === undefined) return baseName;
  const canonical = provider.findVariant?.(variant);
  return canonical === undefined ? undefined : `${baseName}+${canonical}`;
}

/** `de`, `pt-BR`: only such names may be shortened to a language. */
function isLanguageTag(name: string): boolean {
  return /^[a-z]{2,3}(?:[-_][a-z]{2}|[-_][0-9]{3})?$/i.test(name);
}

function suggestVoices(name: string, voices: readonly VoiceInfo[]): string[] {
  const [base = ''] = name.split('+');
  const byName = closest(
    base,
    voices.flatMap(({ name: known, label }) => [known, label]),
  );
  const names = byName.map((found) => voices.find(({ label }) => label === found)?.name ?? found);
  return [...new Set(names)].slice(0, 3);
}

function unknown(what: string, name: string, suggestions: readonly string[]): AuraError {
  const quoted = suggestions.map((suggestion) => `“${suggestion}”`).join(' or ');
  return new AuraError('E422-SCRIPT', `There is no ${what} “${name}”`, {
    remediation: quoted
      ? `Did you mean ${quoted}? “aura voices” lists all.`
      : '“aura voices” lists all voices.',
  });
}
