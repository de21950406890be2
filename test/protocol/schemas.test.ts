import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  BriefRequestSchema,
  GenerateRequestSchema,
  initialSnapshot,
  isBriefRequest,
  JobSnapshotSchema,
  ScriptRequestSchema,
  type GenerateRequest,
} from '../../src/protocol/protocol.ts';

const script = { format: 'markdown', text: '# Hello' };

function pathsOf(schema: v.GenericSchema, value: unknown): string[] {
  const { issues = [] } = v.safeParse(schema, value);
  return issues.map((issue) => v.getDotPath(issue) ?? '');
}

describe('the request', () => {
  const good: [string, unknown][] = [
    ['a script alone', { script }],
    [
      'every option',
      {
        script: { ...script, title: 'T', name: 'a.md' },
        defaults: {
          resolution: '2160p',
          aspect: '9:16',
          fps: 24,
          captions: 'burned',
          theme: 'signal',
          motion: false,
          encoder: 'auto',
          target: 60,
        },
        overrides: {
          voice: { provider: 'espeak-ng', name: 'en', rate: 0.5, pitch: 12 },
          music: 'm.mp3',
          narration: 'notes',
        },
        assets: { 'a.png': 'f'.repeat(64) },
        scenes: [1, 2],
        preview: true,
        localBase: '/a',
        localOutput: '/a/b.mp4',
        overwrite: true,
      },
    ],
    ['an empty script, which the script room answers', { script: { format: 'text', text: '' } }],
    [
      'the older form',
      {
        brief: { topic: 'Bees', audience: 'all', goal: 'g', tone: 't', language: 'en', aspect: '16:9' },
        planSpec: { targetDuration: '00:01:00', pacing: 'Chill', density: 'Dense', style: 's' },
        voiceSpec: { voiceName: 'v', rate: 1, pitch: 0, pause: 'short' },
        renderSpec: {
          res: { width: 1, height: 2 },
          container: 'mp4',
          videoBitrateK: 1,
          audioBitrateK: 1,
          fps: 30,
          codec: 'h264',
        },
        imageProvider: 'none',
      },
    ],
  ];
  for (const [name, value] of good) {
    it(`is accepted with ${name}`, () => assert.ok(v.is(GenerateRequestSchema, value)));
  }

  const bad: [string, v.GenericSchema, unknown, string[]][] = [
    ['format', ScriptRequestSchema, { script: { format: 'docx', text: '' } }, ['script.format']],
    ['text', ScriptRequestSchema, { script: { format: 'text', text: 7 } }, ['script.text']],
    [
      'fps and aspect at once',
      ScriptRequestSchema,
      { script, overrides: { fps: 23, aspect: '4:3' } },
      ['overrides.aspect', 'overrides.fps'],
    ],
    [
      'voice rate',
      ScriptRequestSchema,
      { script, defaults: { voice: { rate: 3 } } },
      ['defaults.voice.rate'],
    ],
    ['hash', ScriptRequestSchema, { script, assets: { 'a.png': 'abc' } }, ['assets.a.png']],
    ['scene number', ScriptRequestSchema, { script, scenes: [1, 0] }, ['scenes.1']],
    ['missing script', ScriptRequestSchema, {}, ['script']],
    ['empty topic', BriefRequestSchema, { brief: { topic: '' } }, ['brief.topic']],
    [
      'duration',
      BriefRequestSchema,
      { brief: { topic: 'x' }, planSpec: { targetDuration: '1 min' } },
      ['planSpec.targetDuration'],
    ],
  ];
  for (const [name, schema, value, paths] of bad) {
    it(`is refused for its ${name}, and the path is named`, () =>
      assert.deepEqual(pathsOf(schema, value), paths));
  }

  it('may hold unknown fields, which are dropped', () => {
    assert.deepEqual(v.parse(ScriptRequestSchema, { script: { ...script, mood: 1 }, extra: true }), {
      script,
    });
  });

  it('is refused when it is neither form', () => {
    for (const value of [null, [], 'x', {}, { brief: {} }]) assert.ok(!v.is(GenerateRequestSchema, value));
  });

  it('is told apart by its form', () => {
    assert.ok(isBriefRequest({ brief: { topic: 'x' } }));
    assert.ok(!isBriefRequest({ script } as GenerateRequest));
  });
});

describe('the snapshot', () => {
  const snapshot = initialSnapshot({
    id: 'a',
    title: 'T',
    correlationId: 'c',
    createdAt: new Date(0).toISOString(),
    scriptName: 'a.md',
  });

  it('is accepted by its schema from the first moment on, and survives JSON', () => {
    assert.deepEqual(v.parse(JobSnapshotSchema, JSON.parse(JSON.stringify(snapshot))), snapshot);
  });

  it('is refused with the path of what is wrong', () => {
    assert.deepEqual(
      pathsOf(JobSnapshotSchema, {
        ...snapshot,
        status: 'Sleeping',
        stages: [{ ...snapshot.stages[0], stage: 'x' }],
      }),
      ['status', 'stages.0.stage'],
    );
  });
});
