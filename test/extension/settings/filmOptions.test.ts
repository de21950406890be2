import assert from 'node:assert/strict';
import { filmOptions } from '../../../src/extension/settings/filmOptions.ts';

const read = (values: Record<string, unknown>) => filmOptions((key) => values[key]);

describe('film options from settings', () => {
  it('are empty when nothing is set', () => {
    assert.deepEqual(read({}), { options: {}, invalid: [] });
  });

  it('take every option that is set', () => {
    const { options, invalid } = read({
      voice: ' Amy ',
      theme: 'paper',
      aspect: '9:16',
      resolution: '720p',
      fps: 25,
      captions: 'burned',
      narration: 'notes',
      motion: false,
      music: 'bed.mp3',
    });
    assert.deepEqual(invalid, []);
    assert.deepEqual(options, {
      voice: { name: 'Amy' },
      theme: 'paper',
      aspect: '9:16',
      resolution: '720p',
      fps: 25,
      captions: 'burned',
      narration: 'notes',
      motion: false,
      music: 'bed.mp3',
    });
  });

  it('count an empty voice or music as none', () => {
    assert.deepEqual(read({ voice: '', music: '  ' }).options, {});
  });

  const wrong = [
    { key: 'fps', value: 50, says: 'aura.fps is 50, but must be one of 24, 25, 30, 60. Aura uses 30.' },
    {
      key: 'theme',
      value: 'noir',
      says: 'aura.theme is "noir", but must be one of "midnight", "paper", "signal". Aura uses "midnight".',
    },
    {
      key: 'motion',
      value: 'yes',
      says: 'aura.motion is "yes", but must be one of true, false. Aura uses true.',
    },
    { key: 'voice', value: 7, says: 'aura.voice is 7, but must be a text.' },
  ];
  for (const { key, value, says } of wrong) {
    it(`leave out a wrong ${key} and say what is right`, () => {
      const { options, invalid } = read({ [key]: value, aspect: '1:1' });
      assert.deepEqual(options, { aspect: '1:1' });
      assert.deepEqual(invalid, [{ key: `aura.${key}`, message: says }]);
    });
  }

  it('do not fill a message with an endless value', () => {
    const [first] = read({ theme: 'x'.repeat(10_000) }).invalid;
    assert.ok(first && first.message.length < 200);
  });
});
