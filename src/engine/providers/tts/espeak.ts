import { AuraError } from '../../../protocol/protocol.ts';
import type { VoiceInfo } from '../../../protocol/protocol.ts';
import type { WorkerPool } from '../../media/workers/pool.ts';
import type { EngineJobs } from '../../worker.ts';
import { CAST_VARIANTS, DEFAULT_VARIANT } from './espeakTimbres.ts';
import { findVariant, isPublic, toVoiceInfo, voiceForLanguage } from './espeakVoices.ts';
import { detectLanguage } from './language.ts';
import type { SpeechRequest, TtsProvider } from './tts.ts';

/** Version of the package (kept equal by a test) and of our own treatment of its sound. */
const VERSION = '0.3.5+5';

/**
 * Speed at rate 1. The synthesizer's own count is off: with its pauses and ours this gives about 160 English words, or 13
 * characters a second, which is comfortable to listen to while looking at a picture.
 */
const WORDS_PER_MINUTE = 130;

/** Languages that the synthesizer speaks slower or faster than others; brought to about 4 syllables a second. */
const LANGUAGE_SPEED: Readonly<Record<string, number>> = { zh: 1.5, yue: 1.15, th: 1.4, vi: 1.25 };

function wordsPerMinute(language: string): number {
  const [base = ''] = language.split('-');
  return WORDS_PER_MINUTE * (LANGUAGE_SPEED[base] ?? 1);
}

/** Longest text of one utterance, UTF-16 units: about two hours of speech. */
const MAX_LENGTH = 100_000;

/**
 * The embedded voice: eSpeak NG, offline, about 140 languages. A voice is named by language and, if wanted, timbre:
 * `en-us`, `en-gb-x-rp+m3`.
 *
 * @param pool where the synthesizer runs; one worker loads it in about a quarter of a second, once.
 */
export function createEspeak(pool: WorkerPool<EngineJobs>): TtsProvider {
  let listed: Promise<readonly VoiceInfo[]> | undefined;

  function voices(): Promise<readonly VoiceInfo[]> {
    listed ??= pool.run('espeak-voices', undefined).then(
      (known) => known.filter(isPublic).map(toVoiceInfo),
      (error) => {
        listed = undefined;
        throw error;
      },
    );
    return listed;
  }

  async function defaultVoice(language: string): Promise<string | undefined> {
    const names = new Set((await voices()).map(({ name }) => name));
    return voiceForLanguage(language, names);
  }

  async function chooseVoice({
    text,
    voice,
    language,
  }: SpeechRequest): Promise<{ info: VoiceInfo; variant: string }> {
    const [asked = '', timbre = DEFAULT_VARIANT] = (voice.name ?? '').split('+');
    const name = asked || ((await defaultVoice(language ?? detectLanguage(text))) ?? 'en-us');
    const info = (await voices()).find((candidate) => candidate.name === name.toLowerCase());
    if (!info) throw new AuraError('E200-TTS', `eSpeak has no voice “${name}”`);
    const variant = findVariant(timbre);
    if (variant === undefined) throw new AuraError('E200-TTS', `eSpeak has no timbre “${timbre}”`);
    return { info, variant };
  }

  return {
    name: 'espeak-ng',
    version: VERSION,
    supportsCancellation: true,
    variants: CAST_VARIANTS,
    findVariant,
    voices,
    defaultVoice,
    async synthesize(request, signal) {
      signal.throwIfAborted();
      const { text, voice } = request;
      if (text.length > MAX_LENGTH) {
        throw new AuraError('E422-SCRIPT', 'A stretch of narration is too long to be spoken in one go', {
          details: `It has ${text.length} characters; ${MAX_LENGTH} are possible.`,
          remediation: 'Divide it into several scenes.',
        });
      }
      const { info, variant } = await abortable(chooseVoice(request), signal);
      const speaking = pool.run(
        'espeak',
        {
          text,
          voice: info.name,
          variant,
          language: info.language,
          wordsPerMinute: wordsPerMinute(info.language) * (voice.rate ?? 1),
          pitch: voice.pitch ?? 0,
        },
        { signal },
      );
      return speaking.catch((error: unknown) => {
        if (signal.aborted || !AuraError.is(error, 'E500-INTERNAL')) throw error;
        throw new AuraError('E200-TTS', 'The voice broke off', {
          details: `${error.message}: ${error.details ?? ''}`,
          cause: error,
        });
      });
    },
  };
}

/** Stops waiting when the signal says so; what is waited for goes on for others. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
