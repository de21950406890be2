import assert from 'node:assert/strict';
import stringWidth from 'string-width';
import { buildCues } from '../../../../src/engine/media/captions/buildCues.ts';
import type { CaptionScene } from '../../../../src/engine/media/captions/captionWords.ts';
import { COLUMNS } from '../../../../src/engine/media/captions/cue.ts';
import type { Cue } from '../../../../src/engine/media/captions/cue.ts';
import { wordsOf } from '../../../../src/engine/providers/tts/words.ts';
import type { Aspect } from '../../../../src/protocol/protocol.ts';

type Line = string | { speaker: string; text: string };

/** A scene that is spoken at an even 13 characters a second, with pauses after sentences and between utterances. */
function sceneOf(lines: readonly Line[], { start = 0, speed = 13 } = {}): CaptionScene {
  const utterances = lines.map((line) => (typeof line === 'string' ? { text: line } : line));
  let time = 0;
  const words = utterances.flatMap(({ text }, utterance) => {
    const spoken = wordsOf(text).map(({ start: at, end }) => {
      const from = time;
      time += (end - at + 1) / speed;
      const word = { start: at, end, from, to: time, utterance };
      if (/[.!?。]$/.test(text.slice(at, end))) time += 0.4;
      return word;
    });
    time += 0.3;
    return spoken;
  });
  return { utterances, words, narrationStart: start + 0.3, start, end: start + time + 0.9 };
}

function cuesOf(lines: readonly Line[], aspect: Aspect = '16:9', speed = 13): Cue[] {
  return buildCues([sceneOf(lines, { speed })], { aspect, fps: 30 });
}

const linesOf = (cues: readonly Cue[]) => cues.map(({ lines }) => lines.join(' / '));

describe('captions', () => {
  it('divide where sentences and clauses end, and break lines of about equal length by sense', () => {
    const text =
      'A writer opens a script, runs one command, and gets a narrated film of it. ' +
      'The editor shows honest progress, cancels at once, and after an edit rebuilds only what changed.';
    assert.deepEqual(linesOf(cuesOf([text])), [
      'A writer opens a script, runs one command, / and gets a narrated film of it.',
      'The editor shows honest progress,',
      'cancels at once, and after an edit / rebuilds only what changed.',
    ]);
  });

  it('leave one line alone when it holds the text', () => {
    assert.deepEqual(linesOf(cuesOf(['It all fits into one line.'])), ['It all fits into one line.']);
  });

  it('merge short sentences and short list items', () => {
    assert.deepEqual(linesOf(cuesOf(['One.', 'Two.', 'Three.'])), ['One. Two. Three.']);
  });

  it('write stops between items and headings that have none, where they share a line', () => {
    assert.deepEqual(linesOf(cuesOf(['Sixth', 'Seventh', 'Eighth', 'Ninth thing here'])), [
      'Sixth. Seventh. Eighth. Ninth thing here',
    ]);
    assert.deepEqual(linesOf(cuesOf(['The Crossing', 'a short film by the Aura project'])), [
      'The Crossing / a short film by the Aura project',
    ]);
    assert.deepEqual(linesOf(cuesOf(['eggs', 'milk', 'bread'])), ['eggs, milk, bread']);
    assert.deepEqual(linesOf(cuesOf(['三つの工夫', '全体を回す'])), ['三つの工夫 全体を回す']);
  });

  it('do not begin a sentence that they do not end, where another has just ended', () => {
    assert.deepEqual(
      linesOf(
        cuesOf(
          [
            'Some flowers keep these hours on purpose. Evening primrose and night-scented stock open at dusk, the moonflower after dark.',
          ],
          '1:1',
        ),
      ),
      [
        'Some flowers keep / these hours on purpose.',
        'Evening primrose and night-scented / stock open at dusk,',
        'the moonflower after dark.',
      ],
    );
  });

  it('end no line with a word that belongs to the next one', () => {
    assert.deepEqual(linesOf(cuesOf(['Today I bought a ticket for a boat.'], '9:16')), [
      'Today I bought / a ticket for a boat.',
    ]);
    const ticket = [
      { speaker: 'MARIT', text: 'Today I bought a ticket.' },
      { speaker: 'JONAS', text: 'Did you really go and do that?' },
    ];
    assert.equal(linesOf(cuesOf(ticket, '9:16'))[0], 'MARIT: Today / I bought a ticket.');
    const talk = [
      { speaker: 'PILOT', text: 'Then she is not going to stay.' },
      { speaker: 'JONAS', text: 'Or she is not planning to go back.' },
    ];
    assert.equal(linesOf(cuesOf(talk, '9:16'))[0], 'PILOT: Then she is / not going to stay.');
    assert.deepEqual(linesOf(cuesOf(['Jonas ducks in from the cold rain.'], '9:16')), [
      'Jonas ducks in / from the cold rain.',
    ]);
  });

  it('do not take an abbreviation for the end of a sentence', () => {
    const cues = cuesOf([
      'Yesterday in the afternoon we finally met Dr. Smith and his wife in the old town hall near the river.',
    ]);
    assert.ok(cues.every(({ lines }) => !lines.join(' ').endsWith('Dr.')));
  });

  it('leave no short word alone on a line or in a cue', () => {
    const cues = cuesOf([
      'Everybody in this large and crowded room can see it.',
      'The best things that we know of in life are free, as they say.',
    ]);
    for (const { lines } of cues) for (const line of lines) assert.ok(line.length > 8, line);
  });

  it('name a speaker where the speaker changes, and never mix speakers in a line', () => {
    const cues = cuesOf([
      'It is getting late, and the bar is nearly empty.',
      { speaker: 'ANNA', text: 'I think you should really go home now, because the last train leaves soon.' },
      { speaker: 'BEN', text: 'Then I shall stay a little longer.' },
    ]);
    assert.equal(cues[0]?.lines[0], 'It is getting late,');
    assert.match(cues[1]?.lines[0] ?? '', /^ANNA: I think/);
    assert.equal(linesOf(cues).filter((text) => text.includes('ANNA:')).length, 1);
    assert.deepEqual(cues.at(-1)?.lines, ['BEN: Then I shall stay a little longer.']);
  });

  it('put two quick speakers into one cue, a line each, so that it can be read', () => {
    const turns = [
      { speaker: 'ANNA', text: 'Yes.' },
      { speaker: 'BEN', text: 'No.' },
    ];
    const cues = cuesOf(turns, '16:9', 30);
    assert.deepEqual(linesOf(cues), ['ANNA: Yes. / BEN: No.']);
  });

  it('use a dash for a name that would take half a line', () => {
    const speaker = 'THE SECOND GENTLEMAN OF VERONA';
    const cues = cuesOf([
      { speaker, text: 'I say that we should all leave this place at once.' },
      { speaker: 'BEN', text: 'Nobody ever asked you for your opinion on that.' },
    ]);
    assert.match(cues[0]?.lines[0] ?? '', /^- I say/);
  });

  it('write no name where only one voice is heard', () => {
    assert.deepEqual(linesOf(cuesOf([{ speaker: 'ANNA', text: 'Nobody else is here.' }])), [
      'Nobody else is here.',
    ]);
  });

  it('set scripts without spaces without spaces, two columns a character', () => {
    const text = '我们今天要介绍一个可以把文字变成影片的工具，它完全离线运行，不需要账号，也不需要密钥。';
    const cues = cuesOf([text], '16:9', 5);
    assert.equal(cues.flatMap(({ lines }) => lines).join(''), text);
    for (const { lines } of cues) for (const line of lines) assert.ok(stringWidth(line) <= 42);
    for (const { lines } of cues) for (const line of lines) assert.doesNotMatch(line, /^[，。]/);
  });

  it('keep right-to-left text in logical order', () => {
    const text = 'مرحبا بكم في هذا الفيلم القصير، وهو يشرح كل شيء.';
    assert.equal(
      linesOf(cuesOf([text]))
        .join(' ')
        .replaceAll(' / ', ' '),
      text,
    );
  });

  it('divide a word that is wider than a line', () => {
    const text = 'a'.repeat(100);
    const cues = cuesOf([text], '9:16');
    assert.equal(cues.flatMap(({ lines }) => lines).join(''), text);
  });

  it('close gaps that would flicker, and clear the screen in long pauses', () => {
    const scene = sceneOf(['First words of it all.', 'Last words of it all.']);
    const words = scene.words.map((word) =>
      word.utterance === 1 ? { ...word, from: word.from + 5, to: word.to + 5 } : word,
    );
    const cues = buildCues([{ ...scene, words, end: scene.end + 5 }], { aspect: '16:9', fps: 30 });
    assert.equal(cues.length, 2);
    assert.ok((cues[1]?.start ?? 0) - (cues[0]?.end ?? 0) > 3);
  });

  it('last at least a second, even for one short word', () => {
    const [cue] = buildCues(
      [
        {
          utterances: [{ text: 'Go!' }],
          words: [{ utterance: 0, start: 0, end: 3, from: 0, to: 0.2 }],
          narrationStart: 10.3,
          start: 10,
          end: 12,
        },
      ],
      { aspect: '16:9', fps: 30 },
    );
    assert.deepEqual(cue, { start: 10.3, end: 11.3, lines: ['Go!'] });
  });

  it('are none for scenes without words', () => {
    const silent = { utterances: [], words: [], narrationStart: 0, start: 0, end: 2 };
    assert.deepEqual(
      buildCues([silent, { ...silent, utterances: [{ text: '' }] }], { aspect: '16:9', fps: 30 }),
      [],
    );
  });

  it('stay in order and within their scene when a voice gives all words the same time', () => {
    const text = 'word '.repeat(60).trim();
    const words = wordsOf(text).map((word) => ({ ...word, utterance: 0, from: 1, to: 1 }));
    const cues = buildCues([{ utterances: [{ text }], words, narrationStart: 0.3, start: 0, end: 5 }], {
      aspect: '16:9',
      fps: 30,
    });
    let before = 0;
    for (const { start, end } of cues) {
      assert.ok(start >= before && end >= start && end <= 5);
      before = start;
    }
  });

  it('keep every rule on 300 random texts', () => {
    const random = seeded(20_261_120);
    for (let round = 0; round < 300; round++) {
      const aspect = (['16:9', '9:16', '1:1'] as const)[round % 3] ?? '16:9';
      const fps = ([24, 25, 30, 60] as const)[round % 4] ?? 30;
      const scenes: CaptionScene[] = [];
      for (let count = 1 + random(3); count > 0; count--) {
        scenes.push(sceneOf(randomLines(random), { start: scenes.at(-1)?.end ?? 0, speed: 11 + random(5) }));
      }
      checkRules(scenes, buildCues(scenes, { aspect, fps }), aspect, fps);
    }
  });

  it('are made of a long scene in no time', () => {
    const text = 'Here is one more sentence of many, in a long text. '.repeat(500).trim();
    const started = performance.now();
    assert.ok(cuesOf([text]).length > 300);
    assert.ok(performance.now() - started < 5000);
  });
});

/** Linear congruential generator: `random(n)` is a whole number from 0 to n − 1. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const VOCABULARY =
  'a the of in film voice captions wonderful international, extraordinarily script; picture because although. we them, sound! why? 42 3.50 Dr. 影片 工具， данные и émigré'.split(
    ' ',
  );

function randomLines(random: (limit: number) => number): Line[] {
  const speakers = [undefined, 'ANNA', 'BEN', 'THE SECOND GENTLEMAN OF VERONA'];
  return Array.from({ length: 1 + random(4) }, () => {
    const words = Array.from({ length: 1 + random(40) }, () => VOCABULARY[random(VOCABULARY.length)]);
    const text = `${words.join(' ')}${random(2) === 0 ? '.' : ''}`;
    const speaker = speakers[random(3) === 0 ? random(4) : 0];
    return speaker === undefined ? text : { speaker, text };
  });
}

function checkRules(
  scenes: readonly CaptionScene[],
  cues: readonly Cue[],
  aspect: Aspect,
  fps: number,
): void {
  const starts = scenes.flatMap(({ words, narrationStart }) =>
    words.map(({ from }) => narrationStart + from),
  );
  for (const [index, { start, end, lines }] of cues.entries()) {
    const told = JSON.stringify(lines);
    assert.ok(lines.length >= 1 && lines.length <= 2, told);
    for (const line of lines) {
      assert.ok(stringWidth(line) <= COLUMNS[aspect], told);
      assert.equal(line, line.trim());
      assert.ok(line.length > 0);
    }
    assert.ok(end - start <= 7.2, `${end - start} ${told}`);
    assert.ok(end - start >= 0.6, `${end - start} ${told}`);
    assert.ok(
      starts.some((from) => Math.abs(from - start) < 0.08),
      told,
    );
    const scene = scenes.find((candidate) => start >= candidate.start && start < candidate.end);
    assert.ok(scene && end <= scene.end + 1e-9, told);
    const next = cues[index + 1];
    if (next) assert.ok(next.start - end >= 2 / fps - 1e-9, told);
  }
  const shown = cues
    .flatMap(({ lines }) => lines)
    .map(withoutName)
    .join(' ');
  const spoken = scenes.flatMap(({ utterances }) => utterances.map(({ text }) => text)).join(' ');
  // Between utterances in one line stands a stop that nobody wrote.
  const letters = (text: string) => text.replace(/[\s,.]/gu, '');
  assert.equal(letters(shown), letters(spoken));
}

function withoutName(line: string): string {
  return line.replace(/^(?:ANNA: |BEN: |THE SECOND GENTLEMAN OF VERONA: |- )/u, '');
}
