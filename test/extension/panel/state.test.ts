import assert from 'node:assert/strict';
import { AuraError } from '../../../src/protocol/protocol.ts';
import { type PanelFacts, panelState, troubleWords } from '../../../src/extension/panel/state.ts';
import { snapshotOf } from '../scripted.ts';

const facts = (changes: Partial<PanelFacts> = {}): PanelFacts => ({
  host: { label: 'this computer', local: true },
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
const live = (id: string, changes = {}) => ({
  snapshot: snapshotOf(id, changes),
  connection: { kind: 'live' as const },
});

describe('the state of the panel', () => {
  it('is nothing but the host when there is nothing', () => {
    assert.deepEqual(panelState(facts()), {
      host: { label: 'this computer', local: true },
      jobs: [],
      sentAtMs: 5000,
      offers: ['clearHistory'],
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
    const words = troubleWords(new AuraError('E302-FFMPEG_NOT_FOUND', 'No ffmpeg', { details: '/nowhere' }));
    assert.equal(words.actions[0], 'openSettings');
    assert.equal(words.detail, 'No ffmpeg: /nowhere');
  });

  it('offers a restart when the engine does not answer', () => {
    const error = new AuraError('E503-UNAVAILABLE', 'The engine cannot start', {
      details: 'exit code 1\na log\nof lines',
    });
    const words = troubleWords(error);
    assert.equal(words.title, 'The engine cannot start');
    assert.equal(words.detail, 'exit code 1');
    assert.deepEqual(words.actions, ['restartEngine', 'showLog']);
  });
});
