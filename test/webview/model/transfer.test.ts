import assert from 'node:assert/strict';
import { failureView } from '../../../src/webview/model/failure.ts';
import { filesView } from '../../../src/webview/model/film.ts';
import { connectionView, footButtons } from '../../../src/webview/model/foot.ts';
import { headWords } from '../../../src/webview/model/head.ts';
import { lifeView } from '../../../src/webview/model/life.ts';
import { rowsView } from '../../../src/webview/model/rows.ts';
import { spokenProgress } from '../../../src/webview/model/spoken.ts';
import { NOW } from '../fixtures/jobs.ts';
import { STATES, type StateName } from '../fixtures/states.ts';

/** Plain spaces, as people read them. */
const plain = (text: string) => text.replaceAll('\u00A0', ' ');

function jobOf(name: StateName) {
  const [job] = STATES[name].jobs;
  assert.ok(job);
  return job;
}
const foot = (name: StateName) => {
  const { strong, soft } = connectionView(jobOf(name), STATES[name], NOW);
  return plain(`${strong} ${soft}`.trim());
};
const buttons = (name: StateName) =>
  footButtons(jobOf(name), STATES[name], NOW).map(({ label, primary, disabled }) =>
    [label, ...(primary ? ['primary'] : []), ...(disabled ? ['disabled'] : [])].join(' '),
  );

describe('what travels between a server and this computer', () => {
  const lines: readonly [StateName, string, string[]][] = [
    ['sending', 'Sending to studio.example.org. What it has already is not sent again.', ['Cancel']],
    [
      'sending-lost',
      'Reconnecting to studio.example.org · attempt 2 · in 3 s. What was sent is kept.',
      ['Reconnect Now primary', 'Cancel'],
    ],
    [
      'downloading',
      'Downloading from studio.example.org · 42 %.',
      ['Show Log', 'Reveal Output disabled', 'Open Video disabled'],
    ],
    [
      'download-lost',
      'Reconnecting to studio.example.org · attempt 2 · in 3 s. What has come is kept.',
      ['Reconnect Now primary', 'Show Log', 'Reveal Output disabled', 'Open Video disabled'],
    ],
    [
      'download-failed',
      'Job ended. The film is still on studio.example.org.',
      ['Show Log', 'Download Again primary'],
    ],
    ['on-server', 'Job ended. The film is on studio.example.org.', ['Show Log', 'Download Film… primary']],
  ];
  for (const [name, words, offered] of lines) {
    it(`is said in the foot: ${name}`, () => {
      assert.equal(foot(name), words);
      assert.deepEqual(buttons(name), offered);
    });
  }

  it('is counted in the line of life while it goes up', () => {
    const job = jobOf('sending');
    const facts = lifeView(job, STATES.sending, NOW)?.facts.map(plain);
    assert.deepEqual(facts, ['Sending 2 of 5 files', '3.1 MB of 12.4 MB']);
    assert.equal(headWords(job, STATES.sending, NOW), 'not begun');
    assert.equal(spokenProgress(job, STATES.sending, NOW), 'Sending, file 2 of 5');
  });

  it('is told as an error above the film when it cannot be brought here', () => {
    const view = failureView(jobOf('download-failed'), STATES['download-failed']);
    assert.equal(view?.title, 'The film is made, and not saved here');
    assert.match(view?.paragraphs.join(' ') ?? '', /no space left.*kept on studio\.example\.org/);
  });

  it('does not lead to a setting of this computer when the ffmpeg of a server is missing', () => {
    const [job] = STATES.failed.jobs;
    assert.ok(job);
    const errors = [{ code: 'E302-FFMPEG_NOT_FOUND', message: 'No ffmpeg', remediation: 'Install it.' }];
    const failed = { ...job, snapshot: { ...job.snapshot, errors } };
    const remote = { ...STATES.failed, host: { label: 'studio.example.org', local: false } };
    assert.deepEqual(
      failureView(failed, STATES.failed)?.buttons.map(({ label }) => label),
      ['Open Settings'],
    );
    assert.deepEqual(failureView(failed, remote)?.buttons, []);
  });

  it('leaves nothing to open that is not here', () => {
    assert.ok(filesView(jobOf('on-server')).every(({ here }) => !here));
    assert.ok(filesView(jobOf('done')).every(({ here }) => here));
  });

  it('offers a download for a film in the history that is not here', () => {
    const state = { ...STATES['on-server'], jobs: [...STATES.running.jobs, ...STATES['on-server'].jobs] };
    const [row] = rowsView(state, NOW).history;
    assert.deepEqual(
      row?.tools.map(({ label }) => label),
      ['Download Tides for Sailors'],
    );
  });

  it('names the host of a job that runs elsewhere than new films', () => {
    const [job] = STATES.running.jobs;
    assert.ok(job);
    const there = { ...job, host: { label: 'studio.example.org', local: false } };
    const { strong, soft } = connectionView(there, STATES.running, NOW);
    assert.equal(`${strong} ${soft}`, 'Live. Working on studio.example.org.');
  });
});
