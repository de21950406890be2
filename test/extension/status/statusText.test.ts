import assert from 'node:assert/strict';
import type { JobSnapshot } from '../../../src/protocol/protocol.ts';
import { statusText } from '../../../src/extension/status/statusText.ts';
import { snapshotOf } from '../scripted.ts';

const live = (snapshot: JobSnapshot) => ({ snapshot, connection: { kind: 'live' as const } });
const speaking = snapshotOf('a', {
  stages: [{ stage: 'tts', percent: 50, weight: 30, currentItem: 3, totalItems: 5 }],
});

describe('the status bar', () => {
  it('is empty when nothing is being made', () => {
    assert.equal(statusText([]), undefined);
    assert.equal(statusText([live(snapshotOf('a', { status: 'Done', percent: 100 }))]), undefined);
  });

  it('says percent, stage and item', () => {
    assert.equal(statusText([live(speaking)])?.text, '$(sync~spin) Aura 42\u00A0% · Voice 3/5');
  });

  it('never rounds up to 100', () => {
    const nearly = snapshotOf('a', { percent: 99.9, stage: 'finalize' });
    assert.match(statusText([live(nearly)])?.text ?? '', /99.% · Finish$/);
  });

  it('shows the job that was begun first, and how many more there are', () => {
    const later = live(snapshotOf('b', { percent: 1 }));
    assert.match(statusText([later, live(speaking)])?.text ?? '', /42.% · Voice 3\/5 · \+1$/);
  });

  const states = [
    {
      name: 'waiting',
      job: live(snapshotOf('a', { status: 'Queued', percent: 0 })),
      says: /^\$\(clock\) Aura 0.% · waiting$/,
    },
    { name: 'cancelling', job: live(snapshotOf('a', { cancelling: true })), says: /· cancelling$/ },
    {
      name: 'reconnecting',
      job: { snapshot: speaking, connection: { kind: 'reconnecting', attempt: 2, nextAtMs: 0 } as const },
      says: /^\$\(debug-disconnect\) .*· reconnecting$/,
    },
    {
      name: 'an engine that cannot be reached',
      job: { snapshot: speaking, connection: { kind: 'closed' } as const },
      says: /^\$\(warning\) .*· engine stopped$/,
    },
  ];
  for (const { name, job, says } of states) {
    it(`tells ${name}`, () => assert.match(statusText([job])?.text ?? '', says));
  }

  it('is spoken without icons', () => {
    assert.equal(statusText([live(speaking)])?.spoken, 'Aura, Film a: 42\u00A0%, Voice 3/5');
  });
});
