import assert from 'node:assert/strict';
import stringWidth from 'string-width';
import type { Transfer } from '../../../src/cli/progress/display.ts';
import { progressFrame, transferFrame, type Span } from '../../../src/cli/progress/frame.ts';
import { jobTable } from '../../../src/cli/jobTable.ts';
import { initialSnapshot, type ConnectionState, type JobSnapshot } from '../../../src/protocol/protocol.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const SNAPSHOT: JobSnapshot = {
  ...initialSnapshot({
    id: 'abc-1',
    title: 'A film',
    correlationId: 'c',
    createdAt: '2026-01-01T11:59:00Z',
  }),
  status: 'Running',
  stage: 'tts',
  percent: 42.4,
  message: 'Voice · scene 3 of 5 · “The problem”',
};

function frame(connection: ConnectionState, enter = false): Span[][] {
  return progressFrame(SNAPSHOT, 80, NOW, {
    host: 'films.example.org',
    connection,
    heardMs: NOW - 6000,
    enter,
  });
}

function text(lines: Span[][]): string {
  return lines.map((line) => line.map((span) => span.text).join('')).join('\n');
}

describe('the live display of a job on a server', () => {
  for (const [what, connection, words] of [
    ['that is live', { kind: 'live' }, 'Live. Working on films.example.org.'],
    ['that is being reached', { kind: 'connecting' }, 'Connecting to films.example.org.'],
    [
      'that is lost',
      { kind: 'reconnecting', attempt: 3, nextAtMs: NOW + 1900 },
      'Reconnecting to films.example.org · attempt 3 · in 2 s. The job goes on.',
    ],
    [
      'that is left alone for a while',
      { kind: 'paused', untilMs: NOW + 48_000 },
      'films.example.org does not answer. Next try in 48 s. The job goes on.',
    ],
    [
      'that lets no stream through',
      { kind: 'polling', everyMs: 2000 },
      'Asking every 2 s: films.example.org lets no live messages through.',
    ],
  ] as const) {
    it(`says in words how one stands ${what}`, () => {
      assert.ok(text(frame(connection)).includes(words), text(frame(connection)));
    });
  }

  it('stands still while nothing can come: no colour, no spinner, no promise of an end', () => {
    const lost = frame({ kind: 'reconnecting', attempt: 3, nextAtMs: NOW + 1900 }, true);
    assert.ok(lost.flat().every(({ tone }) => tone !== 'accent'));
    assert.doesNotMatch(text(lost), /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|left/u);
    assert.match(text(lost), /last heard 6\.0 s ago/u);
    assert.match(text(lost), /Last heard: Voice · scene 3 of 5/u);
    assert.match(text(lost), /Enter tries now\./u);
    assert.ok(
      frame({ kind: 'live' })
        .flat()
        .some(({ tone }) => tone === 'accent'),
    );
  });

  it('has as many lines whatever happens', () => {
    const kinds = [{ kind: 'live' }, { kind: 'paused', untilMs: NOW }, { kind: 'closed' }] as const;
    assert.equal(new Set(kinds.map((kind) => frame(kind).length)).size, 1);
  });

  for (const columns of [40, 50, 60, 80, 200]) {
    it(`says everything on a terminal of ${columns} columns, and no line is wider`, () => {
      const quiet = {
        ...SNAPSHOT,
        lastSign: '2026-01-01T10:58:00Z',
        title: 'A film with a title that is long',
      };
      const lost = { kind: 'reconnecting', attempt: 12, nextAtMs: NOW + 14_000 } as const;
      const link = { host: 'films.example.org:5005', heardMs: NOW - 700_000, enter: true };
      const waits: Transfer = {
        direction: 'up',
        name: 'pictures/with a rather long name of its own.jpg',
        file: 11,
        files: 12,
        doneBytes: 999_900_000,
        totalBytes: 999_900_000,
        waiting: { attempt: 12, nextAtMs: NOW + 14_000 },
      };
      const frames = [
        progressFrame(quiet, columns, NOW),
        progressFrame(quiet, columns, NOW, { ...link, connection: lost }),
        progressFrame(quiet, columns, NOW, {
          ...link,
          connection: { kind: 'paused', untilMs: NOW + 14_000 },
        }),
        progressFrame(quiet, columns, NOW, { ...link, connection: lost, cancel: 'asked' }),
        transferFrame(waits, columns, NOW, link.host),
      ];
      for (const line of frames.flatMap((one) => text(one).split('\n'))) {
        assert.ok(stringWidth(line) <= columns, line);
      }
      const [here, away, paused, cancelling, sending] = frames.map((one) =>
        text(one).replaceAll(/\s+/g, ' '),
      );
      assert.match(here ?? '', / ago/u);
      assert.match(away ?? '', /attempt 12 · in 14 s\. The job goes on\. Enter tries now\./u);
      assert.match(paused ?? '', /Next try in 14 s\. The job goes on\. Enter tries now\./u);
      assert.match(
        cancelling ?? '',
        /is sent as soon as the server answers\. Ctrl-C again leaves the job running\./u,
      );
      assert.doesNotMatch(cancelling ?? '', /Last heard: Cancelling|Last heard:/u);
      assert.match(sending ?? '', /attempt 12 · in 14 s\./u);
    });
  }

  it('says how many jobs one waits for, and not since when', () => {
    const queued: JobSnapshot = {
      ...SNAPSHOT,
      status: 'Queued',
      jobsAhead: 2,
      lastSign: '2026-01-01T11:59:00Z',
    };
    const said = text(progressFrame(queued, 80, NOW));
    assert.match(said, /Waiting · 2 jobs ahead\s*$/u);
  });

  it('shows files on their way, and what they wait for', () => {
    const transfer = {
      direction: 'up',
      name: 'clip.mp4',
      file: 2,
      files: 3,
      doneBytes: 12_000_000,
      totalBytes: 200_000_000,
    } as const;
    const moving = text(transferFrame(transfer, 80, NOW, 'films.example.org'));
    assert.match(moving, /Sending clip\.mp4 · file 2 of 3/u);
    assert.match(moving, /12\.0 MB of 200\.0 MB/u);
    const waiting = transferFrame(
      { ...transfer, waiting: { attempt: 2, nextAtMs: NOW + 3000 } },
      80,
      NOW,
      'a',
    );
    assert.match(text(waiting), /Reconnecting to a · attempt 2 · in 3 s\./u);
    assert.equal(waiting.length, moving.split('\n').length);
  });
});

describe('the table of jobs', () => {
  const long = { ...SNAPSHOT, title: 'Eine sehr lange Überschrift 東京の物語 '.repeat(4) };

  it('fits the terminal, whatever the characters; the id stays whole', () => {
    for (const columns of [60, 80, 120]) {
      const lines = jobTable([SNAPSHOT, long], columns, NOW);
      for (const line of lines) assert.ok(width(line) <= columns, `${width(line)} ${line}`);
      assert.ok(lines.every((line, index) => index === 0 || line.startsWith('abc-1')));
      assert.equal(new Set(lines.map(width)).size, 1);
    }
  });

  it('tells films of the same title apart by their scripts', () => {
    const named = (scriptName: string): JobSnapshot => ({ ...SNAPSHOT, scriptName });
    const [, one, two, other] = jobTable([named('a.md'), named('b.md'), long], undefined, NOW);
    assert.match(one ?? '', /A film · a\.md/u);
    assert.match(two ?? '', /A film · b\.md/u);
    assert.doesNotMatch(other ?? '', / · /u);
  });

  it('cuts nothing where there is no terminal', () => {
    assert.ok(jobTable([long], undefined, NOW)[1]?.includes(long.title.trim()));
  });
});

/** Columns of a terminal: wide characters take two. */
function width(line: string): number {
  return Array.from(line).reduce((sum, one) => sum + (/[\u3000-\u9fff]/u.test(one) ? 2 : 1), 0);
}
