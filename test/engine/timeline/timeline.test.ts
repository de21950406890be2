import assert from 'node:assert/strict';
import { cardRuns, easeOut, revealFrames, settleReveals } from '../../../src/engine/timeline/cardRuns.ts';
import { sceneSeconds } from '../../../src/engine/script/estimate.ts';
import { sceneFrames } from '../../../src/engine/timeline/sceneLength.ts';
import type { SceneContent } from '../../../src/engine/script/scene.ts';

describe('the length of a scene', () => {
  const range = { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const picture: SceneContent = { kind: 'picture', media: { path: 'a.mp4', alt: '', range } };

  it('is that of its clip when nothing is said', () => {
    assert.equal(sceneSeconds({ content: picture, settings: {} }, 0, 7.25), 7.25);
  });

  it('is that of its narration when something is said over a clip', () => {
    assert.ok(Math.abs(sceneSeconds({ content: picture, settings: {} }, 2, 7.25) - 2.9) < 1e-9);
  });

  it('is rounded up to whole frames', () => {
    assert.equal(sceneFrames(5.9, 30), 177);
    assert.equal(sceneFrames(5.901, 30), 178);
  });

  it('leaves room for the crossfades at both ends', () => assert.equal(sceneFrames(0.1, 30), 24));
});

describe('the runs of a card', () => {
  const sum = (runs: readonly { frames: number }[]): number =>
    runs.reduce((total, run) => total + run.frames, 0);

  it('are one still when everything is there from the start', () => {
    assert.deepEqual(cardRuns([{ from: 0, steps: [] }], 90, 30), [
      { frames: 90, state: { page: 0, shown: 0, entering: 0 } },
    ]);
  });

  it('let an item appear over eight frames, eased', () => {
    const runs = cardRuns([{ from: 0, steps: [20] }], 90, 30);
    assert.equal(sum(runs), 90);
    assert.deepEqual(runs[0], { frames: 20, state: { page: 0, shown: 0, entering: 0 } });
    assert.equal(runs.length, 1 + 7 + 1);
    assert.deepEqual(
      runs.slice(1, 4).map((run) => Math.round(run.state.entering * 100)),
      [33, 58, 76],
    );
    assert.deepEqual(runs.at(-1), { frames: 63, state: { page: 0, shown: 1, entering: 0 } });
  });

  it('fade a second page in with its first item', () => {
    const runs = cardRuns(
      [
        { from: 0, steps: [10] },
        { from: 40, steps: [40, 60] },
      ],
      90,
      30,
    );
    assert.equal(sum(runs), 90);
    const fade = runs.filter((run) => run.blend);
    assert.equal(fade.length, 7);
    assert.deepEqual(fade[0]?.blend?.from, { page: 0, shown: 1, entering: 0 });
    assert.deepEqual(fade[0]?.state, { page: 1, shown: 1, entering: 0 });
    assert.deepEqual(runs.at(-1)?.state, { page: 1, shown: 2, entering: 0 });
  });

  it('sum to the scene even when a reveal would outlast it', () => {
    for (const frames of [1, 5, 12, 44, 61]) {
      assert.equal(
        sum(
          cardRuns(
            [
              { from: 0, steps: [3, 40] },
              { from: 42, steps: [42, 58] },
            ],
            frames,
            30,
          ),
        ),
        frames,
      );
    }
  });

  it('take as long at every frame rate', () => {
    assert.deepEqual([24, 25, 30, 60].map(revealFrames), [6, 7, 8, 16]);
    assert.equal(easeOut(8, 8), 1);
  });
});

describe('reveals', () => {
  it('wait for the crossfade and for each other', () => {
    assert.deepEqual(settleReveals([2, 5, 100], 12, 300, 30), [12, 20, 100]);
  });

  it('are moved forward where the scene ends too early for them', () => {
    assert.deepEqual(settleReveals([10, 95, 99], 0, 100, 30), [10, 84, 92]);
  });

  it('never start before the scene, however many there are', () => {
    const settled = settleReveals([0, 0, 0, 0, 0, 0], 0, 20, 30);
    assert.ok(settled.every((frame) => frame >= 0));
    assert.deepEqual(
      [...settled].sort((a, b) => a - b),
      settled,
    );
  });
});
