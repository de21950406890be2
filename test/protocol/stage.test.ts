import assert from 'node:assert/strict';
import {
  clampPercent,
  currentStage,
  DEFAULT_SHARES,
  etaSeconds,
  overallPercent,
  parseStage,
  PHASED_SHARES,
  STAGE_PHASES,
  STAGE_TITLES,
  STAGES,
  type Stage,
} from '../../src/protocol/protocol.ts';

describe('stages', () => {
  it('have shares that sum to 100, in both tables', () => {
    for (const shares of [DEFAULT_SHARES, PHASED_SHARES]) {
      assert.equal(
        Object.values(shares).reduce((sum, share) => sum + share, 0),
        100,
      );
    }
  });

  const ranges: [Stage, number, number][] = [
    ['planning', 0, 5],
    ['script', 5, 25],
    ['tts', 25, 55],
    ['visuals', 55, 80],
    ['compose', 80, 83],
    ['render', 83, 95],
    ['finalize', 95, 100],
  ];
  for (const [stage, from, to] of ranges) {
    it(`put ${stage} at ${from}–${to} % when they run one after another`, () => {
      const before = Object.fromEntries(STAGES.slice(0, STAGES.indexOf(stage)).map((done) => [done, 100]));
      assert.equal(overallPercent({ ...before, [stage]: 0 }), from);
      assert.equal(overallPercent({ ...before, [stage]: 100 }), to);
    });
  }

  it('put the voice at half at 40 %', () => {
    assert.equal(overallPercent({ planning: 100, script: 100, tts: 50 }), 40);
  });

  it('put phases where a server that knows only phases has them', () => {
    const phaseEnd = (...done: Stage[]) =>
      overallPercent(Object.fromEntries(done.map((stage) => [stage, 100])), PHASED_SHARES);
    assert.equal(phaseEnd('planning', 'script'), 15);
    assert.equal(phaseEnd('planning', 'script', 'tts'), 35);
    assert.equal(phaseEnd('planning', 'script', 'tts', 'visuals'), 65);
    assert.equal(phaseEnd('planning', 'script', 'tts', 'visuals', 'compose'), 85);
  });

  it('count together when they overlap, and the first unfinished one is the current', () => {
    const percents = { planning: 100, script: 100, tts: 60, visuals: 40, render: 20 };
    assert.ok(Math.abs(overallPercent(percents) - (5 + 20 + 18 + 10 + 2.4)) < 1e-9);
    assert.equal(currentStage(percents), 'tts');
    assert.equal(currentStage({ ...percents, tts: 100 }), 'visuals');
  });

  it('have finalize as the current one when all are finished', () => {
    assert.equal(currentStage(Object.fromEntries(STAGES.map((stage) => [stage, 100]))), 'finalize');
  });

  const names: [string, Stage][] = [
    ['Initialization', 'planning'],
    ['QUEUED', 'planning'],
    ['planning', 'planning'],
    ['Brief', 'planning'],
    ['Script', 'script'],
    ['TTS', 'tts'],
    ['audio', 'tts'],
    ['Voice', 'tts'],
    ['Visuals', 'visuals'],
    ['images', 'visuals'],
    ['Assets', 'visuals'],
    ['Composition', 'compose'],
    ['Timeline', 'compose'],
    ['compose', 'compose'],
    ['RENDERING', 'render'],
    ['render', 'render'],
    ['Encode', 'render'],
    ['PostProcess', 'finalize'],
    ['postprocessing', 'finalize'],
    ['Post', 'finalize'],
    ['finalize', 'finalize'],
    ['Complete', 'finalize'],
    [' Done ', 'finalize'],
  ];
  for (const [name, stage] of names) {
    it(`are understood by the name “${name}”`, () => assert.equal(parseStage(name), stage));
  }

  it('are unknown by any other name', () => {
    for (const name of ['', 'sparkle', '__proto__', 'constructor']) assert.equal(parseStage(name), undefined);
  });

  it('all have a title and a phase', () => {
    for (const stage of STAGES) assert.ok(STAGE_TITLES[stage] && STAGE_PHASES[stage]);
  });
});

describe('percent and time left', () => {
  it('are limited to 0–100, and what is no number is 0', () => {
    assert.deepEqual(
      [-1, Number.NaN, 50.5, 101, Infinity, -Infinity].map(clampPercent),
      [0, 0, 50.5, 100, 100, 0],
    );
  });

  it('give the time left by the speed so far', () => {
    assert.equal(etaSeconds(30, 50), 30);
    assert.equal(etaSeconds(10, 20), 40);
  });

  it('give no time left at 0 and at 100, and none below 0', () => {
    for (const percent of [0, 100, 120, Number.NaN]) assert.equal(etaSeconds(10, percent), undefined);
    assert.equal(etaSeconds(-5, 50), 0);
  });
});
