import assert from 'node:assert/strict';
import {
  BUILT_IN_OPTIONS,
  frameSize,
  resolveOptions,
  type Aspect,
  type Resolution,
} from '../../src/protocol/protocol.ts';

describe('options', () => {
  it('are 1080p, 16:9, 30 frames a second and soft captions when nobody says anything', () => {
    const { resolution, aspect, fps, captions } = resolveOptions(undefined, {}, undefined);
    assert.deepEqual(
      { resolution, aspect, fps, captions },
      { resolution: '1080p', aspect: '16:9', fps: 30, captions: 'soft' },
    );
  });

  it('come in order: built in < settings < front matter < asked for this time', () => {
    const settings = { resolution: '480p', aspect: '1:1', theme: 'paper' } as const;
    const frontMatter = { aspect: '9:16', fps: 25 } as const;
    const asked = { fps: 60 } as const;
    const { resolution, aspect, fps, theme, captions } = resolveOptions(settings, frontMatter, asked);
    assert.deepEqual([resolution, aspect, fps, theme, captions], ['480p', '9:16', 60, 'paper', 'soft']);
  });

  it('are not unset by a later layer that leaves a field undefined', () => {
    const layer: Record<string, unknown> = { theme: undefined, motion: undefined };
    assert.equal(resolveOptions({ theme: 'signal', motion: false }, layer).theme, 'signal');
    assert.equal(resolveOptions({ motion: false }, layer).motion, false);
  });

  it('layer the fields of a voice one by one', () => {
    const { voice } = resolveOptions({ voice: { name: 'en', rate: 1.2 } }, { voice: { pitch: -2 } });
    assert.deepEqual(voice, { name: 'en', rate: 1.2, pitch: -2 });
  });

  it('drop an earlier provider when a voice is named without one', () => {
    assert.deepEqual(
      resolveOptions({ voice: { provider: 'sapi', name: 'Zira' } }, { voice: { name: 'de' } }).voice,
      { name: 'de' },
    );
    assert.deepEqual(resolveOptions({ voice: { provider: 'sapi' } }, { voice: { rate: 2 } }).voice, {
      provider: 'sapi',
      rate: 2,
    });
  });

  it('leave the built-in ones as they are', () => {
    const before = structuredClone(BUILT_IN_OPTIONS);
    resolveOptions({ fps: 60, voice: { rate: 2 } });
    assert.deepEqual(BUILT_IN_OPTIONS, before);
  });

  const sizes: [Resolution, Aspect, number, number][] = [
    ['480p', '16:9', 854, 480],
    ['720p', '16:9', 1280, 720],
    ['1080p', '16:9', 1920, 1080],
    ['1440p', '16:9', 2560, 1440],
    ['2160p', '16:9', 3840, 2160],
    ['1080p', '9:16', 1080, 1920],
    ['480p', '9:16', 480, 854],
    ['1080p', '1:1', 1080, 1080],
  ];
  for (const [resolution, aspect, width, height] of sizes) {
    it(`make frames of ${width} × ${height} for ${resolution} ${aspect}`, () => {
      assert.deepEqual(frameSize(resolution, aspect), { width, height });
    });
  }
});
