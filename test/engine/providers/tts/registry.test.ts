import assert from 'node:assert/strict';
import { createTtsRegistry } from '../../../../src/engine/providers/tts/registry.ts';
import type { TtsProvider } from '../../../../src/engine/providers/tts/tts.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';

function provider(
  name: string,
  voices: readonly (readonly [name: string, label: string, language: string])[],
): TtsProvider {
  return {
    name,
    version: '1',
    supportsCancellation: true,
    variants: ['f3', 'm3'],
    findVariant: (variant) => ['f3', 'm3'].find((known) => known === variant.toLowerCase()),
    voices: async () =>
      voices.map(([voice, label, language]) => ({ provider: name, name: voice, label, language })),
    defaultVoice: async (language) =>
      voices.find((voice) => voice[2].split('-')[0] === language.split('-')[0])?.[0],
    synthesize: () => Promise.reject(new Error('not in this test')),
  };
}

const registry = createTtsRegistry([
  provider('system', [['Anna', 'Anna (German)', 'de-DE']]),
  provider('espeak-ng', [
    ['en-us', 'English (America)', 'en-US'],
    ['en-gb-x-rp', 'English (Received Pronunciation)', 'en-GB-x-rp'],
    ['de', 'German', 'de'],
  ]),
]);

describe('the list of voice providers', () => {
  for (const [what, voice, language, expected] of [
    ['by its name', { name: 'en-us' }, 'en', 'espeak-ng/en-us'],
    ['by its name in any case', { name: ' EN-US ' }, 'en', 'espeak-ng/en-us'],
    ['with a timbre', { name: 'en-us+M3' }, 'en', 'espeak-ng/en-us+m3'],
    ['by its label', { name: 'english (america)' }, 'en', 'espeak-ng/en-us'],
    ['by a language', { name: 'en-GB' }, 'de', 'espeak-ng/en-us'],
    ['with its provider before it', { name: 'espeak-ng:de' }, 'en', 'espeak-ng/de'],
    ['by provider alone', { provider: 'ESPEAK-NG' }, 'de', 'espeak-ng/de'],
    ['by provider and colon alone', { name: 'espeak-ng:' }, 'de', 'espeak-ng/de'],
    ['from the first provider that speaks the language', {}, 'de', 'system/Anna'],
    ['from the first provider that has the name', { name: 'de' }, 'en', 'system/Anna'],
    ['from the next provider when the first lacks the language', {}, 'en', 'espeak-ng/en-us'],
    ['for a language nobody speaks: any that there is', {}, 'xx', 'system/Anna'],
  ] as const) {
    it(`finds a voice ${what}`, async () => {
      const found = await registry.resolve(voice, language);
      assert.equal(`${found.provider.name}/${found.voice.name}`, expected);
      assert.equal(found.voice.provider, found.provider.name);
    });
  }

  it('keeps rate and pitch', async () => {
    const { voice } = await registry.resolve({ name: 'de', rate: 1.2, pitch: -2 }, 'de');
    assert.deepEqual({ rate: voice.rate, pitch: voice.pitch }, { rate: 1.2, pitch: -2 });
  });

  for (const [name, suggestion] of [
    ['en-uss', 'en-us'],
    ['Germann', 'de'],
    ['english', 'en-us'],
    ['en-us+nobody', 'en-us'],
  ] as const) {
    it(`suggests “${suggestion}” for the unknown voice “${name}”`, async () => {
      await assert.rejects(registry.resolve({ name, provider: 'espeak-ng' }, 'en'), (error) => {
        assert.ok(AuraError.is(error, 'E422-SCRIPT'));
        assert.match(error.message, new RegExp(`“${name.replace('+', '\\+')}”`));
        assert.ok(error.remediation.includes(`“${suggestion}”`), error.remediation);
        return true;
      });
    });
  }

  it('says so when the provider is unknown, and when a name is like nothing', async () => {
    await assert.rejects(registry.resolve({ provider: 'espeak' }, 'en'), /no voice provider “espeak”/);
    await assert.rejects(registry.resolve({ name: 'q'.repeat(5000) }, 'en'), (error) =>
      AuraError.is(error, 'E422-SCRIPT'),
    );
  });
});
