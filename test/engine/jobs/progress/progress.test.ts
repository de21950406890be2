import assert from 'node:assert/strict';
import { DEFAULT_SHARES } from '../../../../src/protocol/protocol.ts';
import { createAggregator, secondsLeft } from '../../../../src/engine/jobs/progress/aggregator.ts';
import { createProgressSender, type ProgressData } from '../../../../src/engine/jobs/progress/sender.ts';
import { shortenUtf8 } from '../../../../src/engine/jobs/progress/shorten.ts';
import { createStallWatch } from '../../../../src/engine/jobs/progress/stall.ts';
import { startStopwatch } from '../../../../src/engine/jobs/stopwatch.ts';
import { manualClock } from '../manualClock.ts';

describe('the aggregator', () => {
  it('never lets a stage or the whole fall', () => {
    const aggregator = createAggregator(DEFAULT_SHARES);
    aggregator.report('tts', 50);
    aggregator.report('tts', 20);
    aggregator.report('tts', undefined);
    assert.deepEqual(aggregator.seenFrom('tts'), { stage: 'planning', percent: 15, stagePercent: 50 });
  });

  it('stays below 100 when every stage is finished', () => {
    const aggregator = createAggregator(DEFAULT_SHARES);
    for (const stage of ['planning', 'script', 'tts', 'visuals', 'compose', 'render', 'finalize'] as const) {
      aggregator.report(stage, 100);
    }
    assert.equal(aggregator.seenFrom('finalize').percent, 99.9);
  });

  it('goes on from what was announced before a resume', () => {
    const aggregator = createAggregator(DEFAULT_SHARES, { planning: 100, script: 100, tts: 50 }, 41);
    aggregator.report('planning', 10);
    assert.equal(aggregator.seenFrom('planning').percent, 41);
    aggregator.report('tts', 80);
    assert.equal(aggregator.seenFrom('tts').percent, 49);
  });

  it('says 40 at half of the voice', () => {
    const aggregator = createAggregator(DEFAULT_SHARES);
    for (const [stage, percent] of [
      ['planning', 100],
      ['script', 100],
      ['tts', 50],
    ] as const)
      aggregator.report(stage, percent);
    assert.equal(aggregator.seenFrom('tts').percent, 40);
  });

  it('gives the time left with one decimal', () => {
    assert.equal(secondsLeft(10, 33.3), 20);
    assert.equal(secondsLeft(10, 0), undefined);
    assert.equal(secondsLeft(0.6, 25), undefined, 'the quarter that takes no time');
  });
});

describe('sending progress', () => {
  function house() {
    const clock = manualClock();
    const sent: (ProgressData & { at: number })[] = [];
    const start = clock.now();
    const aggregator = createAggregator(DEFAULT_SHARES);
    const sender = createProgressSender({
      clock,
      aggregator,
      elapsedSeconds: startStopwatch(clock),
      send: (data) => sent.push({ ...data, at: clock.now() - start }),
    });
    return { clock, sender, sent, aggregator };
  }

  it('says the first update at once', () => {
    const { sender, sent } = house();
    sender.push('tts', { percent: 1, message: 'm' });
    assert.equal(sent.length, 1);
  });

  it('says never more than four a second, and the last one is never lost', () => {
    const { clock, sender, sent } = house();
    for (let item = 1; item <= 1000; item++) {
      sender.push('tts', {
        percent: item / 10,
        message: `scene ${item}`,
        currentItem: item,
        totalItems: 1000,
      });
      clock.advance(10);
    }
    clock.advance(1000);
    assert.ok(sent.length <= 4 * 11, `${sent.length} in 10 s`);
    for (const [index, { at }] of sent.entries()) {
      if (index > 0) assert.ok(at - (sent[index - 1]?.at ?? 0) >= 250);
    }
    assert.equal(sent.at(-1)?.message, 'scene 1000');
  });

  it('says one every two seconds while nothing changes but words', () => {
    const { clock, sender, sent } = house();
    for (let tick = 0; tick < 100; tick++) {
      sender.push('tts', { percent: 1, message: `tick ${tick}` });
      clock.advance(100);
    }
    assert.deepEqual(
      sent.map(({ at }) => at),
      [0, 2000, 4000, 6000, 8000, 10_000],
    );
  });

  it('loses no stage when two take turns', () => {
    const { clock, sender, sent } = house();
    for (let tick = 1; tick <= 50; tick++) {
      sender.push('tts', { percent: tick, message: `voice ${tick}`, currentItem: tick });
      sender.push('visuals', { percent: tick, message: `card ${tick}`, currentItem: tick });
      clock.advance(20);
    }
    clock.advance(2000);
    assert.equal(sent.findLast(({ step }) => step === 'tts')?.message, 'voice 50');
    assert.equal(sent.findLast(({ step }) => step === 'visuals')?.message, 'card 50');
  });

  it('says the last update again while there are signs of life', () => {
    const { clock, sender, sent } = house();
    sender.push('render', { percent: undefined, message: 'Encoding' });
    for (let tick = 0; tick < 60; tick++) {
      clock.advance(100);
      sender.alive();
    }
    assert.deepEqual(
      sent.map(({ at }) => at),
      [0, 2000, 4000, 6000],
    );
    assert.equal(sent[1]?.unmeasured, true);
    assert.equal(sent[1]?.elapsedSeconds, 2);
  });

  it('is silent when there is no sign of life', () => {
    const { clock, sender, sent } = house();
    sender.push('render', { percent: 1, message: 'Encoding' });
    clock.advance(60_000);
    assert.equal(sent.length, 1);
  });

  it('goes on when the clock is set back', () => {
    const { clock, sender, sent } = house();
    sender.push('tts', { percent: 1, message: 'a', currentItem: 1 });
    clock.set(clock.now() - 3_600_000);
    sender.push('tts', { percent: 2, message: 'b', currentItem: 2 });
    clock.advance(300);
    assert.equal(sent.at(-1)?.message, 'b');
    assert.ok((sent.at(-1)?.elapsedSeconds ?? -1) >= 0);
  });

  it('brings new warnings once', () => {
    const { clock, sender, sent } = house();
    sender.warned('slow');
    sender.push('tts', { percent: 1, message: 'a', currentItem: 1 });
    sender.push('tts', { percent: 2, message: 'b', currentItem: 2 });
    clock.advance(300);
    assert.deepEqual(
      sent.map(({ warnings }) => warnings),
      [['slow'], []],
    );
  });

  it('keeps a frame under 500 bytes, whatever is said in whatever script', () => {
    const { sender, sent } = house();
    const long = '映画をつくる物語'.repeat(100);
    sender.push('visuals', {
      percent: 33.333333,
      message: long,
      substageDetail: long,
      currentItem: 12345,
      totalItems: 12345,
    });
    const common = {
      jobId: 'mwowehv7-85438ef8e4',
      correlationId: '5f0c8d4e-8d0b-4b57-9d8c-0f6c8a1a3e11',
      timestamp: new Date().toISOString(),
    };
    const { at: _at, ...data } = sent[0] ?? { at: 0 };
    const frame = `id: 1763636513123-12345\nevent: step-progress\ndata: ${JSON.stringify({ ...common, ...data, etaSeconds: 1234.5 })}\n\n`;
    assert.ok(Buffer.byteLength(frame) <= 500, `${Buffer.byteLength(frame)} bytes`);
  });

  it('says no more once it is stopped', () => {
    const { clock, sender, sent } = house();
    sender.push('tts', { percent: 1, message: 'a' });
    sender.push('tts', { percent: 50, message: 'b' });
    sender.stop();
    sender.push('tts', { percent: 60, message: 'c' });
    sender.alive();
    clock.advance(10_000);
    assert.equal(sent.length, 1);
  });
});

describe('the watch for silence', () => {
  it('tells of a silence once, and again of the next one', () => {
    const clock = manualClock();
    const told: number[] = [];
    const watch = createStallWatch(clock, 30_000, (ms) => told.push(ms));
    clock.advance(20_000);
    watch.sign();
    clock.advance(29_000);
    assert.deepEqual(told, []);
    clock.advance(60_000);
    assert.deepEqual(told, [30_000]);
    watch.sign();
    clock.advance(31_000);
    assert.deepEqual(told, [30_000, 30_000]);
    watch.stop();
    watch.sign();
    clock.advance(100_000);
    assert.equal(told.length, 2);
  });

  it('does not take the sleep of the machine, or a clock set back, for silence', () => {
    const clock = manualClock();
    const told: number[] = [];
    const watch = createStallWatch(clock, 30_000, (ms) => told.push(ms));
    clock.set(clock.now() + 8 * 3_600_000);
    clock.advance(1000);
    assert.deepEqual(told, []);
    watch.stop();
  });
});

describe('shortening', () => {
  const table: [string, number, string][] = [
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['a longer text', 9, 'a long…'],
    ['ééééé', 8, 'éé…'],
    ['👩‍🚀 in space', 8, '👩…'],
  ];
  for (const [text, bytes, expected] of table) {
    it(`makes “${expected}” of “${text}” for ${bytes} bytes`, () => {
      assert.equal(shortenUtf8(text, bytes).replace('\u200d', ''), expected);
      assert.ok(Buffer.byteLength(shortenUtf8(text, bytes)) <= bytes);
    });
  }
});
