import assert from 'node:assert/strict';
import { createRuleWriter } from '../../../src/engine/providers/llm/ruleWriter.ts';
import { planning } from '../../../src/engine/stages/planning.ts';
import type { BriefRequest, ResolvedOptions } from '../../../src/protocol/protocol.ts';

const brief = { topic: 'How tides work' };

function options(
  request: Omit<BriefRequest, 'brief'>,
  more: Partial<BriefRequest['brief']> = {},
): ResolvedOptions {
  return planning({ brief: { ...brief, ...more }, ...request }).options;
}

function notFollowed(
  request: Omit<BriefRequest, 'brief'>,
  more: Partial<BriefRequest['brief']> = {},
): string[] {
  const whole = { brief: { ...brief, ...more }, ...request };
  return [...planning(whole).notFollowed, ...createRuleWriter().notFollowed(whole)];
}

describe('the older form of a request', () => {
  it('has each field do what it says', () => {
    const all: BriefRequest = {
      brief: { ...brief, aspect: '9:16', tone: 'formal', language: 'de-AT' },
      planSpec: { targetDuration: '00:01:30', pacing: 'Chill', density: 'Balanced', style: 'Paper' },
      voiceSpec: { voiceName: 'en-gb', rate: 1.2, pitch: -2, pause: 'Natural' },
      renderSpec: { res: { width: 720, height: 1280 }, container: 'mp4', fps: 25, codec: 'H264' },
    };
    const { target, voice, resolution, fps, aspect, theme } = options(all, all.brief);
    assert.deepEqual(
      { target, resolution, fps, aspect, theme },
      { target: 90, resolution: '720p', fps: 25, aspect: '9:16', theme: 'paper' },
    );
    assert.equal(voice.name, 'en-gb');
    assert.equal(voice.pitch, -2);
    assert.ok(Math.abs((voice.rate ?? 0) - 1.08) < 1e-9);
    assert.deepEqual(notFollowed(all, all.brief), []);
  });

  it('may use the words of older clients', () => {
    const older: BriefRequest = {
      brief: { ...brief, aspect: 'Vertical9x16', tone: 'Informative', language: 'English' },
      planSpec: { density: 'Normal', style: 'Standard' },
      voiceSpec: { voiceName: 'default', pause: 'Natural' },
    };
    const { aspect, voice } = options(older, older.brief);
    assert.deepEqual([aspect, voice], ['9:16', {}]);
    assert.deepEqual(notFollowed(older, older.brief), []);
  });

  it('is the built-in film when it asks for nothing', () => {
    const { resolution, aspect, fps, voice, target } = options({});
    assert.deepEqual([resolution, aspect, fps, voice, target], ['1080p', '16:9', 30, {}, undefined]);
    assert.deepEqual(notFollowed({}), []);
  });

  it('takes the shape of the picture from its size when it names none', () => {
    const shape = (width: number, height: number): string =>
      options({ renderSpec: { res: { width, height } } }).aspect;
    assert.deepEqual([shape(1080, 1920), shape(1080, 1080), shape(1920, 1080)], ['9:16', '1:1', '16:9']);
  });

  const rows: [string, Omit<BriefRequest, 'brief'>, Partial<BriefRequest['brief']>, RegExp][] = [
    [
      'another size',
      { renderSpec: { res: { width: 1000, height: 800 } } },
      {},
      /1000×800.*the film is 720×720|1280×720/,
    ],
    ['another rate', { renderSpec: { fps: 29.97 } }, {}, /renderSpec\.fps: 29\.97.*30/],
    ['another container', { renderSpec: { container: 'webm' } }, {}, /renderSpec\.container.*“webm”/],
    ['another codec', { renderSpec: { codec: 'AV1' } }, {}, /renderSpec\.codec.*H\.264.*“AV1”/],
    ['a bit rate', { renderSpec: { videoBitrateK: 12_000 } }, {}, /renderSpec\.videoBitrateK: .*quality/],
    ['pauses', { voiceSpec: { pause: 'Dramatic' } }, {}, /voiceSpec\.pause.*“Dramatic”/],
    ['a style', { planSpec: { style: 'vaporwave' } }, {}, /planSpec\.style.*midnight, paper, signal/],
    ['pictures', { imageProvider: 'Pexels' }, {}, /imageProvider.*“Pexels”/],
    ['a tone', {}, { tone: 'sarcastic' }, /brief\.tone.*“sarcastic”/],
    ['a language', {}, { language: 'fi' }, /brief\.language.*“fi”.*“en”/],
    ['more', { planSpec: { targetDuration: '00:05:00', density: 'Dense' } }, {}, /planSpec\.density/],
  ];
  for (const [what, request, more, said] of rows) {
    it(`says that it does not follow the wish for ${what}`, () => {
      const notes = notFollowed(request, more);
      assert.equal(notes.length, 1, notes.join('\n'));
      assert.match(notes[0] ?? '', said);
    });
  }

  it('speaks faster or slower as it is asked to, within what a voice can', () => {
    const rate = (pacing: 'Chill' | 'Conversational' | 'Fast', own?: number): number | undefined =>
      options({ planSpec: { pacing }, ...(own ? { voiceSpec: { rate: own } } : {}) }).voice.rate;
    assert.deepEqual([rate('Chill'), rate('Conversational'), rate('Fast')], [0.9, undefined, 1.15]);
    assert.deepEqual([rate('Fast', 2), rate('Chill', 0.5)], [2, 0.5]);
  });
});
