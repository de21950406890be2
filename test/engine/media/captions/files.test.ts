import assert from 'node:assert/strict';
import type { Cue } from '../../../../src/engine/media/captions/cue.ts';
import { parseSrt, toSrt } from '../../../../src/engine/media/captions/srt.ts';
import { parseVtt, toVtt } from '../../../../src/engine/media/captions/vtt.ts';

const CUES: readonly Cue[] = [
  { start: 0.3, end: 2.5, lines: ['Hello & welcome,', 'all of <you> &amp; them'] },
  { start: 2.567, end: 4, lines: ['a --> b <i>not italic</i> {\\an8}'] },
  { start: 3723.004, end: 3725.999, lines: ['日本語 مرحبا 😀'] },
];

describe('caption files', () => {
  it('are SubRip with a comma before the milliseconds', () => {
    assert.equal(
      toSrt([
        { start: 3723.004, end: 3725.9994, lines: ['One', 'two'] },
        { start: 3726, end: 3727, lines: ['three'] },
      ]),
      '1\n01:02:03,004 --> 01:02:05,999\nOne\ntwo\n\n2\n01:02:06,000 --> 01:02:07,000\nthree\n',
    );
  });

  it('are WebVTT with a header and escaped text', () => {
    assert.equal(
      toVtt([{ start: 0, end: 1, lines: ['a --> b & <c>'] }]),
      'WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\na --&gt; b &amp; &lt;c&gt;\n',
    );
  });

  it('come back as they went', () => {
    assert.deepEqual(parseSrt(toSrt(CUES)), CUES);
    assert.deepEqual(parseVtt(toVtt(CUES)), CUES);
  });

  it('hold nothing in SubRip that a player takes for markup', () => {
    const text = toSrt(CUES);
    assert.equal(text.match(/-->/g)?.length, CUES.length);
    assert.doesNotMatch(text, /<\/?i>|\{\\an/);
  });

  it('round inwards, so that cues stay apart', () => {
    const text = toSrt([
      { start: 0.0001, end: 1.9999, lines: ['a'] },
      { start: 2.0001, end: 3, lines: ['b'] },
    ]);
    assert.match(text, /00:00:00,001 --> 00:00:01,999/);
    assert.match(text, /00:00:02,001 --> 00:00:03,000/);
  });

  it('are valid without any cue, and are read with a byte order mark and CRLF', () => {
    assert.equal(toSrt([]), '');
    assert.equal(toVtt([]), 'WEBVTT\n');
    assert.deepEqual(parseSrt(`\uFEFF${toSrt(CUES).replaceAll('\n', '\r\n')}`), CUES);
  });
});
