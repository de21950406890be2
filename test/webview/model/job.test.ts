// What each state says, by the table of states.
import assert from 'node:assert/strict';
import { connectionView, footButtons } from '../../../src/webview/model/foot.ts';
import { headView, headWords } from '../../../src/webview/model/head.ts';
import { isLively, lifeView } from '../../../src/webview/model/life.ts';
import { chosenJob, moodOf, type Mood } from '../../../src/webview/model/mood.ts';
import { NOW } from '../fixtures/jobs.ts';
import { STATES, type StateName } from '../fixtures/states.ts';

interface Row {
  mood: Mood;
  words: string;
  life?: string;
  foot: string;
  /** The primary one in brackets, one that does nothing in parentheses. */
  buttons: string;
  spins?: boolean;
}

const LAST = 'Last heard: Voice · scene 3 of 5 · “The Moon does most of the work” · 6 s ago';
const VOICE = 'Voice · scene 3 of 5 · “The Moon does most of the work” · 0.4 s ago';
const LIVE = 'Live. Working on this computer.';

const ROWS: Readonly<Partial<Record<StateName, Row>>> = {
  queued: {
    mood: 'queued',
    words: 'starts in about 9 s',
    life: 'Waiting for its turn · 1 job ahead · “A Year above the Arctic Circle” is at 88 % · 0.2 s ago',
    foot: LIVE,
    buttons: 'Cancel',
  },
  running: {
    mood: 'running',
    words: 'about 6 s left',
    life: VOICE,
    foot: LIVE,
    buttons: 'Show Log, Cancel',
    spins: true,
  },
  connecting: {
    mood: 'connecting',
    words: 'last heard 6 s ago',
    life: LAST,
    foot: 'Connecting to studio.example.org.',
    buttons: 'Show Log, Cancel',
  },
  reconnecting: {
    mood: 'reconnecting',
    words: 'last heard 6 s ago',
    life: LAST,
    foot: 'Reconnecting to studio.example.org · attempt 3 · in 2 s. The job goes on.',
    buttons: '[Reconnect Now], Show Log, Cancel',
  },
  polling: {
    mood: 'running',
    words: 'about 6 s left',
    life: VOICE,
    foot: 'Asking every 2 s: studio.example.org lets no live messages through.',
    buttons: 'Show Log, Cancel',
    spins: true,
  },
  paused: {
    mood: 'paused',
    words: 'last heard 6 s ago',
    life: LAST,
    foot: 'studio.example.org does not answer. Next try in 48 s. The job goes on.',
    buttons: '[Reconnect Now], Show Log, Cancel',
  },
  stalled: {
    mood: 'stalled',
    words: 'time left not known',
    life: 'Render · scene 5 of 5 · “Reading a tide table” · no new frame for 32 s',
    foot: LIVE,
    buttons: 'Show Log, Cancel',
  },
  resumed: {
    mood: 'running',
    words: 'about 5 s left',
    life: 'Visuals · scene 3 of 5 · “The Moon does most of the work” · 0.2 s ago',
    foot: LIVE,
    buttons: 'Show Log, Cancel',
    spins: true,
  },
  cancelling: {
    mood: 'cancelling',
    words: 'cancelling',
    life: 'Cancelling · 1 of 3 providers has answered · 0.3 s ago',
    foot: LIVE,
    buttons: 'Show Log, (Cancelling…)',
    spins: true,
  },
  cancelled: {
    mood: 'cancelled',
    words: 'cancelled after 4.9 s',
    life: 'Cancelled in Voice, scene 3 of 5. The 2 finished scenes are kept, temporary files are gone.',
    foot: 'Job ended. Retry starts from the 2 finished scenes.',
    buttons: 'Show Log, [Retry]',
  },
  failed: {
    mood: 'failed',
    words: 'failed after 9.1 s',
    foot: 'Job ended. Retry starts from the 3 finished scenes.',
    buttons: 'Show Log, Retry',
  },
  done: {
    mood: 'done',
    words: '',
    foot: 'Job ended. Saved in films/tides.',
    buttons: 'Show Log, Reveal Output, [Open Video]',
  },
};

const plain = (text: string): string => text.replaceAll('\u00A0', ' ');

describe('a job in the panel', () => {
  for (const [name, row] of Object.entries(ROWS) as [StateName, Row][]) {
    it(`when ${name}, says what the table of states says`, () => {
      const state = STATES[name];
      const job = chosenJob(state);
      assert.ok(job);
      assert.equal(moodOf(job, NOW), row.mood);
      assert.equal(plain(headWords(job, state, NOW)), row.words);
      const life = lifeView(job, state, NOW);
      const line = life && [...life.facts, ...(life.age ? [life.age] : [])].join(' · ');
      assert.equal(line && plain(line), row.life);
      const { strong, soft } = connectionView(job, state, NOW);
      assert.equal(plain(`${strong} ${soft}`.trim()), row.foot);
      const buttons = footButtons(job, state, NOW).map(({ label, primary, disabled }) =>
        primary ? `[${label}]` : disabled ? `(${label})` : label,
      );
      assert.equal(buttons.join(', '), row.buttons);
      assert.equal(isLively(job, NOW), row.spins ?? false);
    });
  }

  it('keeps the countdown from ears', () => {
    const job = chosenJob(STATES.reconnecting);
    assert.ok(job);
    const { spoken } = connectionView(job, STATES.reconnecting, NOW);
    assert.equal(plain(spoken), 'Reconnecting to studio.example.org · attempt 3. The job goes on.');
  });

  it('stalls when nothing came for three heartbeats, and not before', () => {
    const job = chosenJob(STATES.running);
    assert.ok(job);
    assert.equal(moodOf(job, NOW + 14_500), 'running');
    assert.equal(moodOf(job, NOW + 14_600), 'stalled');
  });

  it('never shows 100 percent before it is done', () => {
    const job = chosenJob(STATES.running);
    assert.ok(job);
    const nearly = { ...job, snapshot: { ...job.snapshot, percent: 99.96 } };
    assert.equal(headView(nearly, NOW).percent, 99);
  });

  it('has at most one primary button, also when there is trouble', () => {
    for (const state of Object.values(STATES)) {
      const job = chosenJob(state);
      if (!job) continue;
      const primary = footButtons(job, state, NOW).filter((button) => button.primary);
      assert.ok(primary.length <= ('trouble' in state ? 0 : 1));
    }
  });

  it('tells the facts of a finished film', () => {
    const job = chosenJob(STATES.done);
    assert.ok(job);
    assert.deepEqual(headView(job, NOW).facts.map(plain), [
      '1:02',
      '1920×1080',
      '8.4 MB',
      'made in 6.1 s (10× real time)',
      '3 of 12 scenes rebuilt',
    ]);
  });

  it('stays chosen when a newer job comes', () => {
    assert.equal(chosenJob(STATES.several)?.snapshot.id, 'job-moon');
  });
});
