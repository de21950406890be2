import assert from 'node:assert/strict';
import { decodeWav, encodeWav, parseWav } from '../../../../src/engine/media/audio/wav.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';

const SAMPLES = Float32Array.of(0, 0.5, -0.5, 1, -1, 0.25);

const u16 = (value: number) => [value & 0xff, (value >> 8) & 0xff];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
const text = (value: string) => [...Buffer.from(value, 'latin1')];

describe('WAV', () => {
  it('comes back as it went, in float exactly and in 16 bits within half a step', () => {
    const float = decodeWav(encodeWav(SAMPLES, 48_000));
    assert.deepEqual(float.samples, SAMPLES);
    assert.equal(float.sampleRate, 48_000);
    const integer = decodeWav(encodeWav(SAMPLES, 22_050, 'integer'));
    assert.equal(integer.sampleRate, 22_050);
    for (const [index, sample] of integer.samples.entries()) {
      assert.ok(Math.abs(sample - (SAMPLES[index] ?? NaN)) <= 0.5 / 32_767 + 1e-7);
    }
  });

  it('limits what is too loud and silences what is no number in 16 bits', () => {
    const { samples } = decodeWav(encodeWav(Float32Array.of(2, -3, NaN, Infinity), 48_000, 'integer'));
    assert.deepEqual([...samples], [1, -1, 0, 1]);
  });

  for (const [bits, code, bytes, expected] of [
    [8, 1, [0x80, 0xff, 0x00], [0, 127 / 128, -1]],
    [24, 1, [0, 0, 0x40, 0, 0, 0xc0], [0.5, -0.5]],
    [32, 1, [0, 0, 0, 0x40, 0, 0, 0, 0xc0], [0.5, -0.5]],
    [64, 3, [...new Uint8Array(Float64Array.of(0.5, -0.25).buffer)], [0.5, -0.25]],
  ] as const) {
    it(`reads ${bits} bits of format ${code}`, () => {
      const { samples } = decodeWav(wav({ code, bits, data: bytes }));
      assert.deepEqual([...samples], [...expected]);
    });
  }

  it('mixes channels, in the extensible form, with odd chunks in between', () => {
    const data = [...new Uint8Array(Int16Array.of(32_767, 0, -32_767, -32_767).buffer)];
    const file = wav({ code: 1, bits: 16, channels: 2, data, extensible: true, junk: 3 });
    assert.deepEqual([...decodeWav(file).samples], [0.5, -1]);
  });

  for (const length of [0, 0xffffffff, 1000]) {
    it(`takes a length of ${length} in a header for “until the end of the file”`, () => {
      const data = [...new Uint8Array(Int16Array.of(32_767, -32_767).buffer)];
      assert.equal(decodeWav(wav({ code: 1, bits: 16, data, length })).samples.length, 2);
    });
  }

  for (const [what, file] of [
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('This is no sound, however long it may be, and it never will be.')],
    ['a header without sound', encodeWav(SAMPLES, 48_000).subarray(0, 40)],
    ['a header cut in its format', encodeWav(SAMPLES, 48_000).subarray(0, 30)],
    ['compressed sound', wav({ code: 2, bits: 4, data: [1, 2, 3, 4] })],
    ['an impossible number of channels', wav({ code: 1, bits: 16, channels: 0, data: [0, 0] })],
    ['chunks that go nowhere', wav({ code: 1, bits: 16, data: [0, 0], junk: 0xfffffff0 })],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseWav(file),
        (error) => AuraError.is(error, 'E422-SCRIPT'),
      );
    });
  }
});

interface WavParts {
  code: number;
  bits: number;
  data: readonly number[];
  channels?: number;
  extensible?: boolean;
  /** Length of a chunk before the sound, as the header says. */
  junk?: number;
  /** Length of the sound, as the header says. */
  length?: number;
}

function wav({
  code,
  bits,
  data,
  channels = 1,
  extensible = false,
  junk,
  length = data.length,
}: WavParts): Uint8Array {
  const plain = [
    ...u16(extensible ? 0xfffe : code),
    ...u16(channels),
    ...u32(48_000),
    ...u32((48_000 * channels * bits) / 8),
    ...u16((channels * bits) / 8),
    ...u16(bits),
  ];
  const format = extensible
    ? [...plain, ...u16(22), ...u16(bits), ...u32(3), ...u16(code), ...Buffer.alloc(14)]
    : plain;
  const filler =
    junk === undefined ? [] : [...text('LIST'), ...u32(junk), ...Buffer.alloc(Math.min(junk, 3) + 1, 7)];
  const body = [
    ...text('WAVE'),
    ...text('fmt '),
    ...u32(format.length),
    ...format,
    ...filler,
    ...text('data'),
    ...u32(length),
    ...data,
  ];
  return Uint8Array.from([...text('RIFF'), ...u32(body.length), ...body]);
}
