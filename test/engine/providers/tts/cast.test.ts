import assert from 'node:assert/strict';
import { castVoices } from '../../../../src/engine/providers/tts/cast.ts';

const VARIANTS = ['m3', 'f2', 'm7', 'f3'];
const NARRATOR = { provider: 'espeak-ng', name: 'en-us+f3', rate: 1.1 };

describe('casting', () => {
  it('gives speakers the narrator’s language in timbres of their own, none of them the narrator’s', () => {
    const voices = castVoices(['ANNA', 'BEN', 'CLEO'], {}, NARRATOR, VARIANTS);
    assert.deepEqual(
      [...voices].map(([speaker, { name }]) => [speaker, name]),
      [
        ['ANNA', 'en-us+m3'],
        ['BEN', 'en-us+f2'],
        ['CLEO', 'en-us+m7'],
      ],
    );
    assert.equal(voices.get('ANNA')?.rate, 1.1);
  });

  it('keeps every voice when a speaker joins at the end', () => {
    const before = castVoices(['ANNA', 'BEN'], {}, NARRATOR, VARIANTS);
    const after = castVoices(['ANNA', 'BEN', 'CLEO'], {}, NARRATOR, VARIANTS);
    for (const [speaker, voice] of before) assert.deepEqual(after.get(speaker), voice);
  });

  it('takes the script’s own cast first, in any case, and gives its timbre to nobody else', () => {
    const cast = { Ben: { name: 'en-us+m3' } };
    const voices = castVoices(['ANNA', 'BEN'], cast, NARRATOR, VARIANTS);
    assert.deepEqual(voices.get('BEN'), { name: 'en-us+m3' });
    assert.equal(voices.get('ANNA')?.name, 'en-us+f2');
  });

  it('tells twenty speakers apart, by timbre and then by pitch', () => {
    const speakers = Array.from({ length: 20 }, (_, index) => `S${index}`);
    const voices = castVoices(speakers, {}, NARRATOR, VARIANTS);
    assert.equal(new Set([...voices.values()].map(({ name, pitch }) => `${name} ${pitch}`)).size, 20);
  });

  it('uses pitch alone where a provider has no timbres, and keeps it within an octave', () => {
    const narrator = { provider: 'system', name: 'Anna', pitch: 11 };
    const voices = castVoices(['A', 'B', 'C', 'D', 'E'], {}, narrator);
    for (const { name, pitch } of voices.values()) {
      assert.equal(name, 'Anna');
      assert.ok(Math.abs(pitch ?? 0) <= 12 && pitch !== 11);
    }
  });
});
