import assert from 'node:assert/strict';
import { localHost, serverHost } from '../../../src/extension/connection/host.ts';
import type { WindowJob } from '../../../src/extension/jobs/windowJob.ts';
import { statusText } from '../../../src/extension/status/statusText.ts';
import { windowJob } from '../scripted.ts';

const HERE = localHost('this computer');
const STUDIO = serverHost('https://studio.example.org');
const HEARD = Date.parse('2026-11-20T10:00:03.000Z');
const VOICE = {
  stages: [{ stage: 'tts' as const, percent: 50, weight: 30, currentItem: 3, totalItems: 5 }],
};
const speaking = windowJob('a', VOICE);
const there = (more: Partial<WindowJob>) => windowJob('a', VOICE, { host: STUDIO, ...more });

const say = (jobs: readonly WindowJob[], host = HERE, trouble?: string) =>
  statusText({ jobs, host, trouble, nowMs: HEARD + 12_300 });

describe('the status bar', () => {
  it('is empty when nothing is being made here', () => {
    assert.equal(say([]), undefined);
    assert.equal(say([windowJob('a', { status: 'Done', percent: 100 })]), undefined);
  });

  it('names the server that makes films', () => {
    assert.equal(say([], STUDIO)?.text, '$(server) Aura · studio.example.org');
  });

  it('says why that server cannot be used', () => {
    const status = say([], STUDIO, 'It cannot be reached');
    assert.match(status?.text ?? '', /^\$\(warning\)/);
    assert.match(status?.tooltip ?? '', /It cannot be reached/);
  });

  it('says percent, stage and item', () => {
    assert.equal(say([speaking])?.text, '$(sync~spin) Aura 42\u00A0% · Voice 3/5');
  });

  it('never rounds up to 100', () => {
    assert.match(say([windowJob('a', { percent: 99.9, stage: 'finalize' })])?.text ?? '', /99.% · Finish$/);
  });

  it('shows the job that was begun first, and how many more there are', () => {
    assert.match(say([windowJob('b', { percent: 1 }), speaking])?.text ?? '', /42.% · Voice 3\/5 · \+1$/);
  });

  const states: readonly { name: string; job: WindowJob; says: RegExp; tip?: RegExp; stale?: boolean }[] = [
    {
      name: 'waiting',
      job: windowJob('a', { status: 'Queued', percent: 0 }),
      says: /^\$\(clock\) Aura 0.% · waiting$/,
    },
    { name: 'cancelling', job: windowJob('a', { cancelling: true }), says: /· cancelling$/ },
    {
      name: 'connecting',
      job: there({ connection: { kind: 'connecting' } }),
      says: /^\$\(debug-disconnect\) Aura 42.% · connecting · last heard 12.s ago$/,
      tip: /Connecting to studio\.example\.org/,
    },
    {
      name: 'reconnecting',
      job: there({ connection: { kind: 'reconnecting', attempt: 2, nextAtMs: HEARD + 15_000 } }),
      says: /^\$\(debug-disconnect\) .*· reconnecting · last heard 12.s ago$/,
      tip: /Reconnecting to studio\.example\.org, attempt 2, in 3.s\. The job goes on\./,
    },
    {
      name: 'a pause',
      job: there({ connection: { kind: 'paused', untilMs: HEARD + 60_300 } }),
      says: /· no answer · last heard 12.s ago$/,
      tip: /does not answer\. Next try in 48.s\. The job goes on\./,
      stale: true,
    },
    {
      name: 'polling',
      job: there({ connection: { kind: 'polling', everyMs: 2000 } }),
      says: /^\$\(sync~spin\) Aura 42.% · Voice 3\/5$/,
      tip: /Asking every 2.s: studio\.example\.org lets no live messages through/,
    },
    {
      name: 'an engine that cannot be reached',
      job: windowJob('a', VOICE, { connection: { kind: 'closed' } }),
      says: /^\$\(warning\) .*· engine stopped · last heard/,
      stale: true,
    },
    {
      name: 'a server that refuses',
      job: there({ connection: { kind: 'closed' } }),
      says: /^\$\(warning\) .*· not connected · last heard/,
      stale: true,
    },
    {
      name: 'what is being sent',
      job: there({ transfer: { kind: 'sending', file: 2, files: 5, sentBytes: 30, totalBytes: 100 } }),
      says: /^\$\(cloud-upload\) Aura sending 30.%$/,
    },
    {
      name: 'a film that comes down',
      job: windowJob(
        'a',
        { status: 'Done' },
        {
          host: STUDIO,
          transfer: { kind: 'receiving', receivedBytes: 42, totalBytes: 100 },
        },
      ),
      says: /^\$\(cloud-download\) Aura downloading 42.%$/,
    },
  ];
  for (const { name, job, says, tip, stale = false } of states) {
    it(`tells ${name}`, () => {
      const status = say([job]);
      assert.match(status?.text ?? '', says);
      assert.match(status?.tooltip ?? '', tip ?? /./);
      assert.equal(status?.stale, stale);
    });
  }

  it('goes on by itself while nothing is heard, and only then', () => {
    assert.equal(say([speaking])?.ticks, false);
    assert.equal(say([there({ connection: { kind: 'paused', untilMs: 0 } })])?.ticks, true);
  });

  it('is spoken without icons, and without an age that changes all the time', () => {
    assert.equal(say([speaking])?.spoken, 'Aura, Film a: 42\u00A0%, Voice 3/5');
    const lost = there({ connection: { kind: 'paused', untilMs: 0 } });
    assert.equal(say([lost])?.spoken, 'Aura, Film a: 42\u00A0%, no answer');
  });
});
