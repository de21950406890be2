import assert from 'node:assert/strict';
import { AuraError } from '../../../src/protocol/protocol.ts';
import { type PanelFacts, panelState, troubleWords } from '../../../src/extension/panel/state.ts';
import { localHost, serverHost } from '../../../src/extension/connection/host.ts';
import { windowJob } from '../scripted.ts';

const HERE = localHost('this computer');
const STUDIO = serverHost('https://studio.example.org');

const facts = (changes: Partial<PanelFacts> = {}): PanelFacts => ({
  host: HERE,
  jobs: [],
  chosen: undefined,
  script: undefined,
  trouble: undefined,
  mediaOf: () => ({ thumbnails: {} }),
  logTailOf: () => undefined,
  home: '/home/ines',
  nowMs: 5000,
  ...changes,
});
const live = windowJob;

describe('the state of the panel', () => {
  it('is nothing but the host when there is nothing', () => {
    assert.deepEqual(panelState(facts()), {
      host: { label: 'this computer', local: true },
      jobs: [],
      sentAtMs: 5000,
      offers: ['clearHistory', 'connectServer'],
    });
  });

  it('brings only the files of the job that is shown large', () => {
    const asked: string[] = [];
    const mediaOf = ({ id }: { id: string }) => (asked.push(id), { thumbnails: {} });
    panelState(facts({ jobs: [live('new'), live('old')], chosen: 'old', mediaOf }));
    assert.deepEqual(asked, ['old']);
  });

  it('shows the newest job when a person has chosen none', () => {
    assert.equal(panelState(facts({ jobs: [live('new'), live('old')] })).chosen, 'new');
  });

  it('keeps what a person has chosen, as long as it is there', () => {
    const jobs = [live('new'), live('old')];
    assert.equal(panelState(facts({ jobs, chosen: 'old' })).chosen, 'old');
    assert.equal(panelState(facts({ jobs, chosen: 'removed' })).chosen, 'new');
  });

  const homes = [
    ['/home/ines/films/a.mp4', '~/films'],
    ['/home/ines/a.mp4', '~'],
    ['/home/inessa/a.mp4', '/home/inessa'],
  ] as const;
  for (const [videoPath, savedIn] of homes) {
    it(`says that ${videoPath} lies in ${savedIn}`, () => {
      const output = { videoPath, subtitlePath: '', sizeBytes: 1, durationSeconds: 1 };
      const state = panelState(facts({ jobs: [live('a', { status: 'Done', output })] }));
      assert.equal(state.jobs[0]?.savedIn, savedIn);
    });
  }

  it('offers the settings when ffmpeg is missing', () => {
    const words = troubleWords(
      new AuraError('E302-FFMPEG_NOT_FOUND', 'No ffmpeg', { details: '/nowhere' }),
      HERE,
    );
    assert.equal(words.actions[0], 'openSettings');
    assert.equal(words.detail, 'No ffmpeg: /nowhere');
  });

  it('offers a restart when the engine does not answer', () => {
    const error = new AuraError('E503-UNAVAILABLE', 'The engine cannot start', {
      details: 'exit code 1\na log\nof lines',
    });
    const words = troubleWords(error, HERE);
    assert.equal(words.title, 'The engine cannot start');
    assert.equal(words.detail, 'exit code 1');
    assert.deepEqual(words.actions, ['restartEngine', 'showLog']);
  });

  it('offers another token when a server refuses the one there is, and names the server', () => {
    const words = troubleWords(new AuraError('E401-UNAUTHORIZED', 'The token is not accepted'), STUDIO);
    assert.match(words.title, /studio\.example\.org/);
    assert.deepEqual(words.actions, ['enterToken', 'connectServer']);
  });

  it('offers to try again or elsewhere when a server is away', () => {
    const words = troubleWords(new AuraError('E503-UNAVAILABLE', 'It cannot be reached'), STUDIO);
    assert.deepEqual(words.actions, ['reconnect', 'connectServer']);
  });

  it('says of a job on another host where it runs', () => {
    const jobs = [live('here'), live('there', {}, { host: STUDIO })];
    const state = panelState(facts({ jobs }));
    assert.equal(state.jobs[0]?.host, undefined);
    assert.deepEqual(state.jobs[1]?.host, { label: 'studio.example.org', local: false });
  });

  it('does not ask for a restart of the engine when a server is silent', () => {
    const trouble = new AuraError('E503-UNAVAILABLE', 'No answer');
    const job = live('a', {}, { host: STUDIO, connection: { kind: 'paused', untilMs: 1 }, trouble });
    assert.equal(panelState(facts({ jobs: [job], host: STUDIO })).trouble, undefined);
  });

  it('says no folder for a film that is still on its server', () => {
    const output = { videoPath: '', subtitlePath: '', sizeBytes: 1, durationSeconds: 1 };
    const state = panelState(facts({ jobs: [live('a', { status: 'Done', output }, { host: STUDIO })] }));
    assert.equal(state.jobs[0]?.savedIn, undefined);
  });
});
