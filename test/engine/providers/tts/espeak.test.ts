import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createWorkerPool } from '../../../../src/engine/media/workers/pool.ts';
import type { WorkerPool } from '../../../../src/engine/media/workers/pool.ts';
import { WORKER_URL } from '../../../../src/engine/media/workers/workerUrl.ts';
import { peakOf, speechLevel } from '../../../../src/engine/media/audio/level.ts';
import { createEspeak } from '../../../../src/engine/providers/tts/espeak.ts';
import type { Speech, SpeechRequest, TtsProvider } from '../../../../src/engine/providers/tts/tts.ts';
import type { EngineJobs } from '../../../../src/engine/worker.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';

const SENTENCES =
  'The state of the art is out of reach. In 1999, 3.50 of them (at most) said “hello” to the people in the house — and left!';

describe('the embedded voice', () => {
  let pool: WorkerPool<EngineJobs>;
  let espeak: TtsProvider;
  const speak = (text: string, request: Partial<SpeechRequest> = {}): Promise<Speech> =>
    espeak.synthesize({ text, voice: {}, ...request }, new AbortController().signal);

  before(() => {
    pool = createWorkerPool({ size: 1, url: WORKER_URL });
    espeak = createEspeak(pool);
  });
  after(() => pool.dispose());

  it('lists about 140 voices, each once, with a label and a language', async () => {
    const voices = await espeak.voices();
    assert.ok(voices.length > 130);
    assert.equal(new Set(voices.map(({ name }) => name)).size, voices.length);
    for (const { label, language } of voices) {
      assert.ok(label.length > 1);
      assert.doesNotThrow(() => Intl.getCanonicalLocales(language), language);
    }
    assert.deepEqual(
      voices.find(({ name }) => name === 'en-us'),
      { provider: 'espeak-ng', name: 'en-us', label: 'English (America)', language: 'en-US' },
    );
  });

  it('names the version of the package that speaks', () => {
    const manifest = createRequire(import.meta.url)('@echogarden/espeak-ng-emscripten/package.json') as {
      version: string;
    };
    assert.ok(espeak.version.startsWith(`${manifest.version}+`));
  });

  it('gives every word of the text a time, in order, within the sound', async () => {
    const { samples, words } = await speak(SENTENCES);
    assert.deepEqual(
      words.map(({ start, end }) => SENTENCES.slice(start, end)),
      SENTENCES.split(' '),
    );
    let before = 0;
    for (const { from, to } of words) {
      assert.ok(from >= before - 1e-6 && to >= from);
      before = from;
    }
    assert.ok((words.at(-1)?.to ?? Infinity) <= samples.length / 48_000);
    for (const { start, end, from, to } of words) {
      if (/\p{L}{2}/u.test(SENTENCES.slice(start, end)))
        assert.ok(to - from > 0.04, SENTENCES.slice(start, end));
    }
  });

  it('times words where the sound is: none begins in the pause between two sentences', async () => {
    const { samples, words } = await speak('First. Second.');
    const second = words[1];
    assert.ok(second);
    const pause = samples.subarray(
      Math.round(((words[0]?.to ?? 0) + 0.1) * 48_000),
      Math.round((second.from - 0.05) * 48_000),
    );
    assert.ok(pause.length > 0.2 * 48_000);
    assert.ok(peakOf(pause) < 0.01);
    const sound = samples.subarray(
      Math.round(second.from * 48_000),
      Math.round((second.from + 0.2) * 48_000),
    );
    assert.ok(peakOf(sound) > 0.05);
  });

  it('is equally loud in every voice, never clips, and has no silence at its ends', async () => {
    for (const name of ['en-us', 'en-gb-x-rp+m3', 'de+m7', 'ru', 'hi']) {
      const { samples } = await speak('Hello 1 2 3 4 5 6 7 8 9.', { voice: { name } });
      const level = speechLevel(samples, 48_000);
      assert.ok(Math.abs(level + 20) < 1.5, `${name}: ${level}`);
      assert.ok(peakOf(samples) <= 0.8);
      assert.ok(peakOf(samples.subarray(0, 4800)) > 0.003);
      assert.ok(peakOf(samples.subarray(-7200)) > 0.001);
    }
  });

  it('speaks faster and higher when asked', async () => {
    const text = 'This sentence is as long as a sentence should be.';
    const [normal, fast, high] = await Promise.all([
      speak(text),
      speak(text, { voice: { rate: 1.5 } }),
      speak(text, { voice: { pitch: 6 } }),
    ]);
    const ratio = normal.samples.length / fast.samples.length;
    assert.ok(ratio > 1.25 && ratio < 1.7, String(ratio));
    const semitones = 12 * Math.log2(pitchOf(high.samples) / pitchOf(normal.samples));
    assert.ok(Math.abs(semitones - 6) < 1.5, String(semitones));
  });

  it('speaks at a pace that is comfortable beside pictures: 150 to 170 words a minute, pauses included', async () => {
    const text =
      'A writer opens a script in the editor and runs one command. A minute later there is a film of it. ' +
      'The voice is calm, the captions agree with it, and every scene lasts as long as its words need.';
    const { samples } = await speak(text);
    const pace = text.split(' ').length / (samples.length / 48_000 / 60);
    assert.ok(pace >= 150 && pace <= 170, String(pace));
  });

  it('chooses the voice by the language that is given, or by the text', async () => {
    const text = 'Chat, pain, main';
    const [french, english] = await Promise.all([
      speak(text, { language: 'fr' }),
      speak(text, { language: 'en' }),
    ]);
    assert.notEqual(french.samples.length, english.samples.length);
    const told = await speak('Это предложение на русском языке.', { language: 'ru' });
    const found = await speak('Это предложение на русском языке.');
    assert.ok(Math.abs(told.samples.length - found.samples.length) < 2400);
  });

  for (const [what, text, words] of [
    ['nothing', '', 0],
    ['white space', ' \n\t ', 0],
    ['punctuation', '… — !?', 3],
    ['emoji', '🎉 👩‍👩‍👧 🇩🇪', 3],
    ['a NUL and a lone surrogate', '\u0000 \uD800', 2],
  ] as const) {
    it(`answers ${what} with silence that is no longer than it needs`, async () => {
      const speech = await speak(text);
      assert.equal(speech.words.length, words);
      assert.equal(peakOf(speech.samples), 0);
      assert.ok(Math.abs(speech.samples.length / 48_000 - words * 0.3) < 0.01);
    });
  }

  it('speaks markup as text', async () => {
    const text = 'if a <b> is bold, R&amp;D and x < y hold, <!-- so be it';
    const { words, samples } = await speak(text);
    assert.equal(words.length, text.split(' ').length);
    const comment = words.find(({ start }) => text.startsWith('it', start));
    assert.ok(comment && comment.to - comment.from > 0.05);
    assert.ok(samples.length > 3 * 48_000);
  });

  it('lets a voice of their script speak foreign words', async () => {
    const text = 'The word Привет means hello, and 日本 is Japan.';
    const { words, unspoken, samples } = await speak(text);
    assert.equal(unspoken, undefined);
    const russian = words.find(({ start }) => text.startsWith('Привет', start));
    assert.ok(russian && russian.to - russian.from < 1);
    assert.ok(samples.length < 6 * 48_000);
  });

  it('gives time, no sound and a mark to what no voice can read', async () => {
    const text = '今日は Hello';
    const { unspoken, words, samples } = await speak(text, { language: 'ja' });
    assert.deepEqual(unspoken, [{ start: 0, end: 2 }]);
    assert.ok((words[0]?.to ?? 0) > 0.3);
    assert.equal(peakOf(samples.subarray(0, 0.25 * 48_000)), 0);
  });

  it('speaks three kilobytes in far less time than they last, and the next text as ever', async function () {
    this.timeout(60_000);
    const text = 'Here is one more sentence of many in a long text. '.repeat(60);
    const before = await speak('The same as ever.');
    const started = performance.now();
    const { samples, words } = await speak(text);
    const took = (performance.now() - started) / 1000;
    assert.equal(words.length, 660);
    assert.deepEqual((await speak('The same as ever.')).samples, before.samples);
    assert.ok(took < samples.length / 48_000 / 2, `${took} s for ${samples.length / 48_000} s`);
  });

  it('stops at once when aborted, while the event loop stays free', async () => {
    const controller = new AbortController();
    const text = 'Here is one more sentence of many in a long text. '.repeat(400);
    const speaking = espeak.synthesize({ text, voice: {} }, controller.signal);
    const reason = new Error('cancelled');
    const waited = await new Promise<number>((resolve) => {
      const asked = performance.now();
      setTimeout(() => resolve(performance.now() - asked), 100);
    });
    assert.ok(waited < 1000);
    const aborted = performance.now();
    controller.abort(reason);
    await assert.rejects(speaking, (error) => error === reason);
    assert.ok(performance.now() - aborted < 1000);
    await assert.rejects(
      espeak.synthesize({ text, voice: {} }, controller.signal),
      (error) => error === reason,
    );
    assert.ok((await speak('Still here.')).samples.length > 0);
  });

  it('refuses a voice and a timbre that do not exist, and a text without end', async () => {
    for (const name of ['zz-nope', 'en-us+nobody']) {
      await assert.rejects(speak('Hello', { voice: { name } }), (error) => AuraError.is(error, 'E200-TTS'));
    }
    await assert.rejects(speak('a'.repeat(100_001)), (error) => AuraError.is(error, 'E422-SCRIPT'));
  });
});

/** Median pitch of the voiced parts, Hz: the shortest lag at which 60 ms of sound are like themselves. */
function pitchOf(samples: Float32Array): number {
  const pitches: number[] = [];
  for (let start = 0; start + 4800 < samples.length; start += 4800) {
    const frame = samples.subarray(start, start + 3840);
    if (peakOf(frame) < 0.1) continue;
    let best = { lag: 0, likeness: 0 };
    for (let lag = 80; lag < 800; lag++) {
      const likeness = likenessAt(frame, lag);
      if (likeness > best.likeness + 0.02) best = { lag, likeness };
    }
    if (best.lag > 0) pitches.push(48_000 / best.lag);
  }
  return pitches.toSorted((a, b) => a - b)[pitches.length >> 1] ?? 0;
}

/** Correlation of a sound with itself `lag` samples later, −1…1. */
function likenessAt(frame: Float32Array, lag: number): number {
  let [product, here, there] = [0, 0, 0];
  for (let index = 0; index + 800 < frame.length; index += 2) {
    const [a, b] = [frame[index] ?? 0, frame[index + lag] ?? 0];
    product += a * b;
    here += a * a;
    there += b * b;
  }
  return product / (Math.sqrt(here * there) || 1);
}
