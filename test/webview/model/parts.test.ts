import assert from 'node:assert/strict';
import { blankView } from '../../../src/webview/model/blank.ts';
import { cancellationView } from '../../../src/webview/model/cancellation.ts';
import { captionAt, parseCaptions } from '../../../src/webview/model/captions.ts';
import { failureView, logView } from '../../../src/webview/model/failure.ts';
import { chapterAt, filesView, filmView, spokenPosition } from '../../../src/webview/model/film.ts';
import { chosenJob } from '../../../src/webview/model/mood.ts';
import { noticesView } from '../../../src/webview/model/notices.ts';
import { partOfScene, placeOf } from '../../../src/webview/model/place.ts';
import { rowsView } from '../../../src/webview/model/rows.ts';
import { scenesView } from '../../../src/webview/model/scenes.ts';
import { announcementKey, spokenProgress } from '../../../src/webview/model/spoken.ts';
import { timelineView } from '../../../src/webview/model/timeline.ts';
import type { PanelJob } from '../../../src/protocol/protocol.ts';
import { moonJob, moonScenes, NOW, panelJob } from '../fixtures/jobs.ts';
import { CAPTIONS } from '../fixtures/media.ts';
import { STATES, type StateName } from '../fixtures/states.ts';

const plain = (text: string): string => text.replaceAll('\u00A0', ' ');

function jobOf(name: StateName): PanelJob {
  const job = chosenJob(STATES[name]);
  assert.ok(job);
  return job;
}

const keyOf = (part: Parameters<typeof moonJob>[0]): string => announcementKey(panelJob(moonJob(part)));

const looks = (name: StateName): string[] => timelineView(jobOf(name), NOW).stages.map(({ look }) => look);

const invitation = (name: StateName): string =>
  blankView(STATES[name])
    .buttons.map(({ label }) => label)
    .join(', ');

describe('the timeline', () => {
  const times: Readonly<Partial<Record<StateName, string>>> = {
    queued: 'waiting waiting waiting waiting waiting waiting waiting',
    running: '0.1 s|0.2 s|4.2 s|waiting|waiting|waiting|waiting',
    overlapping: '0.1 s|0.2 s|4.2 s|30 %|waiting|waiting|waiting',
    cancelled: '0.1 s|0.2 s|stopped|–|–|–|–',
    failed: '0.1 s|0.2 s|7.4 s|failed|–|–|–',
    resumed: 'cached|cached|1.9 s|0.8 s|waiting|waiting|waiting',
    done: 'skipped|0.1 s|1.9 s|1.4 s|0.2 s|2.1 s|0.4 s',
  };
  for (const [name, expected] of Object.entries(times) as [StateName, string][]) {
    it(`gives each stage its time when ${name}`, () => {
      const { stages } = timelineView(jobOf(name), NOW);
      const line = stages.map(({ time }) => time).join('|');
      assert.equal(plain(line), expected.includes('|') ? expected : expected.replaceAll(' ', '|'));
    });
  }

  it('has no value for ears while a stage cannot be measured', () => {
    assert.equal(timelineView(jobOf('unmeasured'), NOW).now, undefined);
    assert.equal(timelineView(jobOf('running'), NOW).now, 42);
  });

  it('has one current stage while the job runs and none after the end', () => {
    assert.equal(looks('overlapping').filter((look) => look === 'now').length, 1);
    assert.equal(looks('failed').filter((look) => look === 'now').length, 0);
  });
});

describe('what is spoken of a job', () => {
  const rows: Readonly<Partial<Record<StateName, string>>> = {
    queued: 'Waiting for its turn, 1 job ahead, starts in about 9 seconds',
    running: '42 percent, about 6 seconds left. Voice, stage 3 of 7, scene 3 of 5',
    reconnecting: '42 percent when last heard, 6 seconds ago. Voice, stage 3 of 7, scene 3 of 5',
    stalled: '93 percent, time left not known. Render, stage 6 of 7, slow',
    cancelled: 'Cancelled at 42 percent, in Voice',
    failed: 'Failed at 70 percent, in Visuals, scene 4 of 5',
    done: 'Done, made in 6.1 seconds',
  };
  for (const [name, expected] of Object.entries(rows) as [StateName, string][]) {
    it(`when ${name} is “${expected}”`, () =>
      assert.equal(plain(spokenProgress(jobOf(name), STATES[name], NOW)), expected));
  }

  it('is said again at a quarter and at a stage, never for a scene', () => {
    assert.equal(keyOf({ percent: 42 }), keyOf({ percent: 43, scenes: moonScenes(['cached']) }));
    assert.notEqual(keyOf({ percent: 49.9 }), keyOf({ percent: 50 }));
    assert.notEqual(keyOf({ stage: 'tts' }), keyOf({ stage: 'visuals' }));
    assert.notEqual(keyOf({ status: 'Running' }), keyOf({ status: 'Done' }));
  });
});

describe('the strip of scenes', () => {
  const rows: readonly (readonly [StateName, string])[] = [
    ['running', 'about 0:58 · 2 cached · 1 building · 2 waiting'],
    ['stalled', '0:58 · 2 cached · 2 built · 1 building'],
    ['cancelling', 'about 0:58 · 2 cached · 1 stopping · 2 waiting'],
    ['cancelled', '2 cached, kept · 3 not built'],
    ['failed', '0:58 · 2 cached · 1 built · 1 failed · 1 not built'],
    ['done', '1:02 · 9 cached · 3 rebuilt'],
  ];
  for (const [name, expected] of rows) {
    it(`counts its scenes when ${name}`, () => {
      const mood =
        name === 'stalled' ||
        name === 'cancelling' ||
        name === 'cancelled' ||
        name === 'failed' ||
        name === 'done'
          ? name
          : 'running';
      assert.equal(scenesView(jobOf(name), mood).counts.join(' · '), expected);
    });
  }

  it('names a card for ears', () => {
    const [, , third] = scenesView(jobOf('running'), 'running').scenes;
    assert.equal(
      plain(third?.label ?? ''),
      'Scene 3, The Moon does most of the work, about 14 s, building. Go to line 26',
    );
    assert.equal(plain(third?.length ?? ''), '≈ 14 s');
  });

  it('shows how much of a scene is done only where that can be told', () => {
    const { snapshot } = jobOf('stalled');
    assert.ok(Math.abs((partOfScene(snapshot) ?? 0) - 0.4) < 0.01);
    const twice = { ...snapshot, scenes: moonScenes(['built', 'building', 'building']) };
    assert.equal(partOfScene(twice), undefined);
    assert.equal(partOfScene(moonJob()), undefined);
  });
});

describe('the place of the work', () => {
  it('is what the job’s message says of the current stage', () =>
    assert.deepEqual(placeOf(moonJob()), {
      stage: 'Voice',
      item: 'scene 3 of 5',
      detail: '“The Moon does most of the work”',
    }));

  it('is counted where the message is about another stage, or in other words', () => {
    const place = { stage: 'Voice', item: 'scene 3 of 5', detail: '“The Moon does most of the work”' };
    assert.deepEqual(placeOf(moonJob({ message: 'Visuals · scene 1 of 5' })), place);
    assert.deepEqual(placeOf(moonJob({ message: 'Working' })), place);
    assert.deepEqual(placeOf(moonJob({ message: 'Working', scenes: [] })), {
      stage: 'Voice',
      item: '3 of 5',
    });
  });

  it('is the message itself where nothing is counted', () => {
    const finish = moonJob({ stage: 'finalize', message: 'Mixing the sound' });
    assert.deepEqual(placeOf(finish), { stage: 'Finish', detail: 'Mixing the sound' });
    assert.deepEqual(placeOf({ ...finish, message: 'Render · scene 5 of 5' }), { stage: 'Finish' });
  });

  it('is the failed scene after a failure', () =>
    assert.equal(placeOf(jobOf('failed').snapshot).item, 'scene 4 of 5'));
});

describe('notices', () => {
  it('join a stall with the reason that came for it', () => {
    const notices = noticesView(jobOf('stalled'), 'stalled');
    assert.equal(notices.length, 1);
    assert.equal(notices[0]?.title, 'Rendering is slow: 0.4× speed');
    assert.match(notices[0]?.text ?? '', /retry later from the 4 finished scenes\.$/);
    assert.deepEqual(noticesView(jobOf('stalled'), 'running'), []);
  });

  it('say what a resumed job went on from', () => {
    const [notice] = noticesView(jobOf('resumed'), 'running');
    assert.match(notice?.text ?? '', /from what was finished: the script and 2 scenes\./);
  });

  it('tell the same warning once', () => {
    const warning = { step: 'visuals' as const, message: 'No font has “ꙮ”.' };
    const job = panelJob(moonJob({ warnings: [warning, warning, warning] }));
    assert.deepEqual(noticesView(job, 'running'), [{ kind: 'warn', title: 'No font has “ꙮ” (3 times)' }]);
  });
});

describe('a failure', () => {
  it('has heading, cause, remedy and its own button, the code last', () => {
    const failure = failureView(jobOf('failed'), STATES.failed);
    assert.equal(failure?.title, 'The video in scene 4 cannot be read');
    assert.equal(failure?.paragraphs.length, 2);
    assert.deepEqual(failure?.buttons, [
      {
        key: 'line',
        label: 'Go to Line 41',
        intent: { type: 'goToLine', jobId: 'job-moon', line: 41 },
        primary: true,
      },
    ]);
    assert.equal(failure?.code, 'E210');
  });

  it('parts the time from a line of the log', () => {
    const log = logView(jobOf('failed'));
    assert.equal(log?.count, 'the last 6 of 212 lines');
    assert.deepEqual(log?.lines[5], { time: '14:02:31.311', text: ' ffmpeg   exit code 183 after 0.2 s' });
  });
});

describe('the result of a cancel', () => {
  it('tells who stopped and who did not', () => {
    const view = cancellationView(jobOf('cancelled'));
    assert.deepEqual(view?.counts, ['2 stopped', '1 could not be stopped']);
    assert.deepEqual(
      view?.rows.map(({ usedFor, result }) => [usedFor, result]),
      [
        ['Voice', 'Stopped'],
        ['Visuals', 'Cannot be stopped'],
        ['Render', 'Stopped'],
      ],
    );
  });
});

describe('the other jobs', () => {
  it('stand apart from the history, without the chosen one', () => {
    const rows = rowsView(STATES.several, NOW);
    assert.deepEqual(rows.otherCounts, ['1 running', '1 waiting']);
    assert.deepEqual(
      rows.history.map(({ title }) => title),
      ['Tides for Sailors', 'Release Notes 4.2', 'Bread at Altitude', 'How a Canal Lock Works'],
    );
    assert.equal(rows.other[0]?.tools[0]?.label, 'Cancel Your First Day in the Workshop');
  });
});

describe('the film', () => {
  it('knows its chapters and says where it is', () => {
    const film = filmView(jobOf('done'));
    assert.ok(film);
    assert.equal(chapterAt(film.chapters, 4.1), 0);
    assert.equal(chapterAt(film.chapters, 4.2), 1);
    assert.equal(film.chapters.at(-1)?.end, 62);
    assert.equal(spokenPosition(film, 0), '0 seconds of 1 minute 2 seconds, chapter 1, Tides for Sailors');
    assert.equal(film.playLabel, 'Play Tides for Sailors, 1 minute 2 seconds');
  });

  it('names files as they are called on disk', () => {
    assert.deepEqual(filesView(jobOf('done')).map(({ label }) => label)[0], 'tides.mp4');
  });
});

describe('captions', () => {
  it('are read from WebVTT, without markup', () => {
    const cues = parseCaptions(CAPTIONS);
    assert.equal(cues.length, 2);
    assert.equal(captionAt(cues, 0.5), 'Twice a day the sea\ncomes up to the door.');
    assert.equal(captionAt(cues, 1.5), 'And twice it goes away & comes back.');
    assert.equal(captionAt(cues, 3), '');
  });

  it('survive what is no caption', () => {
    assert.deepEqual(
      parseCaptions('WEBVTT\r\n\r\nNOTE hello --> world\r\n\r\n00:01.000 --> x\r\nno\r\n'),
      [],
    );
    assert.equal(parseCaptions('1:00:00.000 --> 1:00:01.000\nlate')[0]?.start, 3600);
  });
});

describe('an empty panel', () => {
  it('offers what fits the editor', () => {
    assert.equal(invitation('empty'), 'Open Script…, New Script, Run Demo');
    assert.equal(invitation('script-empty'), 'New Script, Open Script…, Run Demo');
    assert.equal(invitation('script-ready'), 'Generate Video, Run Demo');
  });

  it('shows only ways that the host offers', () => {
    assert.equal(blankView({ ...STATES.empty, offers: [] }).ways.length, 1);
    assert.equal(blankView(STATES.empty).ways.length, 3);
  });
});
