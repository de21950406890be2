import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { parseLoudness } from '../../../../src/engine/media/audio/loudness.ts';
import { mixSound, samplesOf, TARGET_LOUDNESS, TARGET_PEAK } from '../../../../src/engine/media/audio/mix.ts';
import type { Mix } from '../../../../src/engine/media/audio/mix.ts';
import type { Music } from '../../../../src/engine/media/audio/musicBed.ts';
import { writeMusicBed } from '../../../../src/engine/media/audio/musicBed.ts';
import { peakOf } from '../../../../src/engine/media/audio/level.ts';
import { decodeWav, encodeWav, wavHeader } from '../../../../src/engine/media/audio/wav.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';
import { workbench } from '../support.ts';

const SECONDS = 12;
const SAMPLES = SECONDS * 48_000;

/** Syllables of noise, four a second, from 0.3 to 4 s and from 8 to 11.5 s. */
function babble(level: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length: SAMPLES }, (_, index) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const time = index / 48_000;
    if (time < 0.3 || (time > 4 && time < 8) || time > 11.5) return 0;
    return level * (state / 2 ** 31 - 1) * Math.sin(Math.PI * time * 4) ** 2;
  });
}

const tone = (hertz: number, seconds: number, level = 0.5) =>
  Float32Array.from(
    { length: seconds * 48_000 },
    (_, index) => level * Math.sin((2 * Math.PI * hertz * index) / 48_000),
  );

describe('the sound of a film', () => {
  let bench: Awaited<ReturnType<typeof workbench>>;
  before(async () => {
    bench = await workbench();
  });
  after(() => bench.dispose());

  async function mix(
    voice: Float32Array,
    music?: Music,
    samples = SAMPLES,
  ): Promise<Mix & { sound: Float32Array; wav: Uint8Array }> {
    const file = bench.file('voice’s “100 %”.wav');
    const out = bench.file('out’s “100 %”.wav');
    await writeFile(file, encodeWav(voice, 48_000, 'integer'));
    const made = await mixSound({ voice: file, samples, out, ...(music ? { music } : {}) }, bench);
    const wav = await readFile(out);
    return { ...made, wav, sound: decodeWav(wav).samples };
  }

  async function musicFile(samples: Float32Array, name = 'music’s “100 %”.wav'): Promise<Music> {
    await writeFile(bench.file(name), encodeWav(samples, 48_000));
    return { path: bench.file(name), demuxer: 'wav' };
  }

  for (const [what, level] of [
    ['quiet', 0.03],
    ['loud', 1],
  ] as const) {
    it(`is at −16 LUFS and under −1.5 dBTP from a ${what} voice, and as long as the film`, async () => {
      const made = await mix(babble(level));
      assertLoudness(made);
      assert.equal(made.sound.length, SAMPLES);
      const view = new DataView(made.wav.buffer, made.wav.byteOffset);
      assert.equal(view.getUint16(22, true), 2);
      assert.equal(peakOf(made.sound.subarray(5 * 48_000, 7 * 48_000)), 0);
    });
  }

  it('has the voice where it was, to the millisecond', async () => {
    const { sound } = await mix(babble(0.3));
    const silent = sound.subarray(0, 0.3 * 48_000 - 240);
    assert.ok(peakOf(silent) < 0.001);
    const from = sound.findIndex((sample) => Math.abs(sample) > 0.003) / 48_000;
    assert.ok(from > 0.295 && from < 0.335, String(from));
    const last = sound.findLastIndex((sample) => Math.abs(sample) > 0.003) / 48_000;
    assert.ok(last > 11.46 && last < 11.505, String(last));
  });

  it('lays short music under the whole film, presses it down under the voice and lets it come back', async () => {
    const made = await mix(babble(0.3), await musicFile(tone(200, 5)));
    assertLoudness(made);
    const level = (from: number, to: number) =>
      20 * Math.log10(toneLevel(made.sound.subarray(from * 48_000, to * 48_000), 200));
    const [spoken, pause, spokenAgain] = [level(1.5, 4), level(6, 8), level(9, 11)];
    assert.ok(pause - spoken > 5 && pause - spoken < 14, `${pause - spoken} dB`);
    assert.ok(Math.abs(spoken - spokenAgain) < 4);
    // The voice is at about −16 dBFS here: the music lies 15 to 27 dB below it.
    assert.ok(spoken < -29 && spoken > -45, `${spoken} dB`);
    assert.ok(peakOf(made.sound.subarray(0, 240)) < 0.001);
    assert.ok(peakOf(made.sound.subarray(-240)) < 0.001);
  });

  it('is silence when there is neither voice nor music', async () => {
    const made = await mix(new Float32Array(SAMPLES));
    assert.deepEqual(made.loudness, { integrated: -Infinity, truePeak: -Infinity });
    assert.equal(peakOf(made.sound), 0);
    const music = await mix(new Float32Array(SAMPLES), await musicFile(new Float32Array(48_000)));
    assert.equal(peakOf(music.sound), 0);
  });

  it('is music at −16 LUFS when there is no voice', async () => {
    const made = await mix(new Float32Array(SAMPLES), await musicFile(tone(300, 3, 0.02)));
    assertLoudness(made);
  });

  it('does not pump up noise', async () => {
    const { loudness } = await mix(babble(0.001));
    assert.ok(loudness.truePeak < -50, String(loudness.truePeak));
  });

  it('pads a voice that is shorter than the film, and cuts one that is longer', async () => {
    assert.equal((await mix(babble(0.3).subarray(0, 96_000), undefined, 100_001)).sound.length, 100_001);
    assert.equal((await mix(babble(0.3), undefined, 100_001)).sound.length, 100_001);
  });

  it('refuses music that is no sound, and a playlist under a false name', async () => {
    for (const content of [
      'This is no music.',
      '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n',
    ]) {
      await writeFile(bench.file('song.mp3'), content);
      await assert.rejects(mix(babble(0.3), { path: bench.file('song.mp3'), demuxer: 'mp3' }), (error) => {
        assert.ok(AuraError.is(error, 'E422-SCRIPT'));
        assert.match(error.remediation, /MP3, WAV/);
        return true;
      });
    }
  });

  it('stops when it is told to, and leaves nothing behind', async () => {
    const controller = new AbortController();
    const aborted = await workbench(controller.signal);
    await writeFile(aborted.file('voice.wav'), encodeWav(babble(0.3), 48_000));
    const mixing = mixSound(
      { voice: aborted.file('voice.wav'), samples: SAMPLES, out: aborted.file('out.wav') },
      aborted,
      (percent) => {
        if (percent >= 45) controller.abort(new Error('enough'));
      },
    );
    await assert.rejects(mixing, /enough/);
    await assert.rejects(readFile(aborted.file('out.wav')), { code: 'ENOENT' });
    await aborted.dispose();
  });

  it('counts samples of frames exactly at every frame rate', () => {
    assert.deepEqual(
      ([24, 25, 30, 60] as const).map((fps) => samplesOf(fps * 7 + 1, fps)),
      [338_000, 337_920, 337_600, 336_800],
    );
  });
});

describe('the music bed', () => {
  it('loops without a gap or a jump in level, and fades at both ends', async () => {
    const bench = await workbench();
    const seconds = 4;
    const stereo = new Int16Array(seconds * 48_000 * 2);
    for (let index = 0; index < stereo.length; index++) {
      const time = (index >> 1) / 48_000;
      stereo[index] = Math.round(8000 * Math.sin(2 * Math.PI * (index % 2 === 0 ? 220 : 331) * time));
    }
    await writeFile(
      bench.file('music.wav'),
      Buffer.concat([wavHeader('integer', 48_000, stereo.byteLength, 2), new Uint8Array(stereo.buffer)]),
    );
    await writeMusicBed(bench.file('music.wav'), bench.file('bed.wav'), 10 * 48_000 + 1, bench.signal);
    const bytes = await readFile(bench.file('bed.wav'));
    const bed = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
    assert.equal(bed.length, 2 * (10 * 48_000 + 1));
    for (let at = 1.5; at < 7; at += 0.1) {
      const window = bed.subarray(Math.round(at * 48_000) * 2, Math.round((at + 0.05) * 48_000) * 2);
      const peak = window.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      assert.ok(peak > 3500 && peak < 11_500, `${peak} at ${at} s`);
    }
    for (let index = 2; index < bed.length; index++) {
      assert.ok(Math.abs((bed[index] ?? 0) - (bed[index - 2] ?? 0)) < 800);
    }
    assert.ok(Math.abs(bed[0] ?? 1) <= 1 && Math.abs(bed.at(-1) ?? 1) <= 1);
    await bench.dispose();
  });
});

describe('loudness', () => {
  it('is read from the last summary of ffmpeg', () => {
    const lines = [
      '[Parsed_ebur128_0 @ 0x1] Summary:',
      '    I:         -99.0 LUFS',
      '  True peak:',
      '    Peak:        1.0 dBFS',
      '[Parsed_ebur128_0 @ 0x2] Summary:',
      '',
      '  Integrated loudness:',
      '    I:         -23.4 LUFS',
      '    Threshold: -33.5 LUFS',
      '',
      '  True peak:',
      '    Peak:       -4.9 dBFS',
    ];
    assert.deepEqual(parseLoudness(lines), { integrated: -23.4, truePeak: -4.9 });
    assert.throws(
      () => parseLoudness(['nothing']),
      (error) => AuraError.is(error, 'E304-FFMPEG_RUNTIME'),
    );
  });
});

/** Amplitude of one frequency. */
function toneLevel(samples: Float32Array, hertz: number): number {
  let [real, imaginary] = [0, 0];
  for (const [index, sample] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length);
    real += sample * window * Math.cos((2 * Math.PI * hertz * index) / 48_000);
    imaginary += sample * window * Math.sin((2 * Math.PI * hertz * index) / 48_000);
  }
  return (4 * Math.hypot(real, imaginary)) / samples.length;
}

function assertLoudness({ loudness }: Mix): void {
  assert.ok(Math.abs(loudness.integrated - TARGET_LOUDNESS) <= 0.5, `${loudness.integrated} LUFS`);
  assert.ok(loudness.truePeak <= TARGET_PEAK, `${loudness.truePeak} dBTP`);
}
