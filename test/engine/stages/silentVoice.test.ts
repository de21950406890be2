import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { createFilmPipeline } from '../../../src/engine/filmPipeline.ts';
import { openWorkshop } from '../../../src/engine/openWorkshop.ts';
import { createTtsRegistry } from '../../../src/engine/providers/tts/registry.ts';
import type { TtsProvider } from '../../../src/engine/providers/tts/tts.ts';
import { make } from '../../support/films.ts';
import { CAPABILITIES } from '../jobs/house.ts';

/** Speaks with the voice of the house, but for texts that ask for quiet: those come back as silence, as long as speech. */
function quietFor(house: TtsProvider | undefined, asked: { quiet: boolean }): TtsProvider {
  assert.ok(house);
  return {
    ...house,
    async synthesize(request, signal) {
      const speech = await house.synthesize(request, signal);
      const quiet = asked.quiet && request.text.includes('hush');
      return quiet ? { ...speech, samples: new Float32Array(speech.samples.length) } : speech;
    },
  };
}

describe('a voice that says nothing', function () {
  this.timeout(60_000);
  const asked = { quiet: true };
  let folder: string;
  let engine: Engine;
  let close: () => Promise<void>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-silent-'));
    const workshop = openWorkshop({
      cacheFolder: join(folder, 'cache'),
      env: process.env,
    });
    const voices = createTtsRegistry([quietFor(workshop.voices.providers[0], asked)]);
    engine = createEngine({
      dataFolder: join(folder, 'data'),
      pipeline: createFilmPipeline({ ...workshop, voices }),
      concurrency: 1,
      capabilities: async () => CAPABILITIES,
    });
    close = async () => {
      await engine.close();
      await workshop.close();
      await rm(folder, { recursive: true, force: true });
    };
  });
  after(() => close());

  const film = (text: string) =>
    make(engine, { script: { format: 'markdown', text }, overrides: { resolution: '480p' } });

  it('is named with its scene, line and text, and asked again the next time', async () => {
    const text = '# Loud\n\nWords.\n\n---\n\n## Quiet\n\nNow hush, please.\n';
    const { snapshot } = await film(text);
    assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
    assert.deepEqual(
      snapshot.warnings.map(({ message }) => message),
      ['Scene 2, line 7: The voice en-us said nothing for “Now hush, please.”. Choose another voice.'],
    );
    asked.quiet = false;
    assert.deepEqual((await film(text)).snapshot.warnings, []);
  });

  it('fails the job when nothing at all can be heard', async () => {
    asked.quiet = true;
    const { snapshot } = await film('# A hush\n\nWe hush.\n\n---\n\n## They hush\n\nAs quiet as hush.\n');
    assert.equal(snapshot.status, 'Failed');
    assert.equal(snapshot.errors[0]?.code, 'E200-TTS');
    assert.match(snapshot.errors[0]?.message ?? '', /Nothing of the narration can be heard/u);
    assert.match(snapshot.errors[0]?.details ?? '', /Scene 1.*hush.*and 1 more.*\nScene 2/u);
  });
});
