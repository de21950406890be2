import assert from 'node:assert/strict';
import {
  applyEvent,
  initialSnapshot,
  PHASED_SHARES,
  STAGES,
  type EventData,
  type EventName,
  type JobEvent,
  type JobSnapshot,
} from '../../src/protocol/protocol.ts';

const NEW = initialSnapshot({ id: 'a', title: 'A film', correlationId: 'c', createdAt: at(0) });

function at(second: number): string {
  return new Date(second * 1000).toISOString();
}

/** An event of the job, without an id unless one is given. */
function event<N extends EventName>(
  name: N,
  data: Omit<EventData<N>, 'jobId' | 'correlationId' | 'timestamp'>,
  extra: { id?: string; second?: number; jobId?: string } = {},
): JobEvent {
  const common = { jobId: extra.jobId ?? 'a', correlationId: 'c', timestamp: at(extra.second ?? 1) };
  return {
    ...(extra.id ? { id: extra.id } : {}),
    event: name,
    data: { ...common, ...data },
  } as unknown as JobEvent;
}

type StatusFields = Partial<EventData<'job-status'>>;

function status(fields: StatusFields, extra = {}): JobEvent {
  const data = {
    status: 'Running',
    stage: 'planning',
    percent: 0,
    attempt: 1,
    message: 'm',
    ...fields,
  } as const;
  return event('job-status', data, extra);
}

function progress(fields: Partial<EventData<'step-progress'>>, extra = {}): JobEvent {
  const data = {
    stage: 'tts',
    step: 'tts',
    phase: 'tts',
    percent: 40,
    stagePercent: 50,
    message: 'Scene 3 of 5',
    elapsedSeconds: 3,
    warnings: [],
    ...fields,
  } as const;
  return event(
    'step-progress',
    data as Omit<EventData<'step-progress'>, 'jobId' | 'correlationId' | 'timestamp'>,
    extra,
  );
}

function step(
  name: (typeof STAGES)[number],
  state: 'started' | 'completed' | 'skipped',
  extra = {},
): JobEvent {
  return event(
    'step-status',
    { step: name, phase: 'plan', status: state, ...(state === 'completed' ? { durationMs: 5 } : {}) },
    extra,
  );
}

const failure = event(
  'job-failed',
  {
    status: 'Failed',
    stage: 'tts',
    errorMessage: 'No voice',
    errors: [{ code: 'E200-TTS', message: 'No voice', remediation: 'Choose another.' }],
    logs: [],
    elapsedSeconds: 9,
  },
  { second: 9 },
);
const completion = event(
  'job-completed',
  {
    status: 'Succeeded',
    artifacts: [],
    output: { videoPath: 'v', subtitlePath: 's', sizeBytes: 1, durationSeconds: 5 },
    stats: { wallSeconds: 7, filmSeconds: 5, scenesBuilt: 1, scenesCached: 0 },
  },
  { second: 7 },
);

function fold(...events: JobEvent[]): JobSnapshot {
  return events.reduce(applyEvent, NEW);
}

describe('a snapshot', () => {
  it('is not changed by folding: the new one is another', () => {
    const before = structuredClone(NEW);
    fold(status({}), progress({}), step('planning', 'completed'), completion);
    assert.deepEqual(NEW, before);
  });

  it('ignores what belongs to another job', () => {
    assert.equal(applyEvent(NEW, status({ percent: 50 }, { jobId: 'b' })), NEW);
  });

  it('ignores an event that it has seen, by its number', () => {
    const seen = fold(status({ percent: 10 }, { id: '5-3' }));
    assert.equal(applyEvent(seen, status({ percent: 20 }, { id: '5-3' })), seen);
    assert.equal(applyEvent(seen, status({ percent: 20 }, { id: '9-2' })), seen);
    assert.equal(applyEvent(seen, status({ percent: 20 }, { id: '5-4' })).percent, 20);
  });

  it('does not change by a heartbeat or trouble of the stream', () => {
    assert.equal(applyEvent(NEW, event('heartbeat', { status: 'alive', intervalSeconds: 5 })), NEW);
    assert.equal(applyEvent(NEW, event('error', { message: 'x' })), NEW);
  });

  it('remembers the last id', () =>
    assert.equal(fold(step('planning', 'started', { id: '5-3' })).lastEventId, '5-3'));
});

describe('percent', () => {
  it('never falls within an attempt', () => {
    assert.equal(fold(progress({ percent: 40 }), progress({ percent: 30 })).percent, 40);
    assert.equal(fold(progress({ percent: 40 }), status({ percent: 10 })).percent, 40);
    assert.equal(
      fold(progress({ percent: 40 }), status({ status: 'Queued', percent: 0, resumed: true })).percent,
      40,
    );
  });

  it('has one decimal', () => assert.equal(fold(progress({ percent: 33.333 })).percent, 33.3));

  it('is 100 only when Done', () => {
    assert.equal(fold(progress({ percent: 100 })).percent, 99.9);
    assert.equal(fold(...STAGES.map((name) => step(name, 'completed'))).percent, 99.9);
    assert.equal(fold(completion).percent, 100);
    assert.equal(fold(status({ status: 'Done', percent: 100 })).percent, 100);
    assert.equal(fold(progress({ percent: 40 }), failure).percent, 40);
  });

  it('moves when a stage is completed, by the shares that the job has', () => {
    assert.equal(fold(step('planning', 'completed')).percent, 5);
    const phased = initialSnapshot({
      id: 'a',
      title: '',
      correlationId: 'c',
      createdAt: at(0),
      shares: PHASED_SHARES,
    });
    assert.equal(
      [step('planning', 'completed'), step('script', 'skipped')].reduce(applyEvent, phased).percent,
      15,
    );
  });

  it('takes nonsense for nothing', () => {
    assert.equal(fold(progress({ percent: Number.NaN })).percent, 0);
    assert.equal(fold(progress({ percent: -5, stagePercent: -5 })).percent, 0);
  });

  it('begins anew with the next attempt', () => {
    assert.equal(
      fold(progress({ percent: 40 }), failure, status({ status: 'Queued', attempt: 2 })).percent,
      0,
    );
  });
});

describe('stages', () => {
  it('keep their own percent, items and what could not be measured', () => {
    const snapshot = fold(progress({ currentItem: 3, totalItems: 5, unmeasured: true }));
    assert.deepEqual(snapshot.stages[2], {
      stage: 'tts',
      weight: 30,
      percent: 50,
      unmeasured: true,
      currentItem: 3,
      totalItems: 5,
    });
    assert.equal('unmeasured' in (applyEvent(snapshot, progress({})).stages[2] ?? {}), false);
  });

  it('are at 100 with all their items when completed, and never less afterwards', () => {
    const snapshot = fold(
      progress({ currentItem: 4, totalItems: 5 }),
      step('tts', 'completed'),
      progress({ stagePercent: 10 }),
    );
    assert.deepEqual(snapshot.stages[2], {
      stage: 'tts',
      weight: 30,
      percent: 100,
      durationMs: 5,
      currentItem: 5,
      totalItems: 5,
    });
  });

  it('are listed once when completed, and not when skipped', () => {
    const { completedStages, stages } = fold(
      step('planning', 'completed'),
      step('planning', 'completed'),
      step('script', 'skipped'),
    );
    assert.deepEqual(completedStages, [{ stage: 'planning', rollback: 'kept' }]);
    assert.deepEqual(stages[1], { stage: 'script', weight: 20, percent: 100, skipped: true });
  });

  it('overlap: the first unfinished one is the current', () => {
    const { stage, phase } = fold(step('planning', 'completed'), step('tts', 'completed'));
    assert.deepEqual([stage, phase], ['script', 'plan']);
  });
});

describe('status', () => {
  it('takes its times from the events that change it', () => {
    const snapshot = fold(
      status({ status: 'Queued' }, { second: 1 }),
      status({}, { second: 2 }),
      status({ message: 'still' }, { second: 3 }),
      completion,
    );
    assert.deepEqual([snapshot.queuedAt, snapshot.startedAt, snapshot.endedAt], [at(1), at(2), at(7)]);
    assert.equal(snapshot.elapsedSeconds, 7);
  });

  it('does not change once it is terminal', () => {
    const failed = fold(failure);
    for (const late of [completion, progress({ percent: 90 }), status({}), step('render', 'completed')]) {
      assert.deepEqual(applyEvent(failed, late), failed);
    }
  });

  it('is what the server says after a gap, and the cursor is the server’s even when it is lower', () => {
    const known = fold(status({}, { id: '9-40' }), progress({ percent: 80 }, { id: '9-41' }));
    const refreshed = applyEvent(
      known,
      status({ status: 'Queued', gap: true, isReconnect: true, lastEventId: '5-7' }),
    );
    assert.deepEqual([refreshed.status, refreshed.lastEventId, refreshed.percent], ['Queued', '5-7', 80]);
    assert.equal(applyEvent(refreshed, step('planning', 'started', { id: '9-8' })).lastEventId, '9-8');
  });

  it('leaves the cursor alone when nothing was missed', () => {
    const known = fold(status({}, { id: '9-4' }));
    assert.equal(applyEvent(known, status({ isReconnect: true, lastEventId: '9-6' })).lastEventId, '9-4');
  });

  it('of an older attempt is ignored', () => {
    const second = fold(failure, status({ status: 'Queued', attempt: 2 }));
    assert.equal(applyEvent(second, status({ status: 'Failed', attempt: 1 })), second);
  });

  it('shows how many are ahead only while it waits', () => {
    const waiting = fold(status({ status: 'Queued', jobsAhead: 2 }));
    assert.equal(waiting.jobsAhead, 2);
    assert.equal('jobsAhead' in applyEvent(waiting, status({})), false);
  });

  it('says that it is cancelling until it is cancelled', () => {
    const cancelling = fold(status({}), status({ cancelling: true, message: 'Cancelling' }));
    assert.equal(cancelling.cancelling, true);
    const cancellation = {
      jobId: 'a',
      message: 'x',
      currentStatus: 'Canceled',
      cleanupScheduled: false,
      providerStatuses: [],
      completedStages: [{ stage: 'planning', rollback: 'kept' }],
      warnings: [],
      correlationId: 'c',
    } as const;
    const ended = applyEvent(
      cancelling,
      event('job-cancelled', {
        status: 'Canceled',
        stage: 'tts',
        message: 'Cancelled in tts',
        cancellation: structuredClone(cancellation) as never,
      }),
    );
    assert.deepEqual(
      [ended.status, ended.cancelling, ended.completedStages],
      ['Canceled', false, cancellation.completedStages],
    );
  });

  it('of a new attempt keeps what the job is and drops what happened to it', () => {
    const first = fold(
      event('film-plan', {
        title: 'Bees',
        film: { width: 1, height: 1, fps: 30, captions: 'soft', theme: 'paper', voice: 'en' },
        plan: { build: 1, total: 1, seconds: 5 },
        from: 0,
        scenes: [{ id: 's', line: 1, title: 'S', seconds: 5, measured: false, state: 'waiting' }],
      }),
      event('scene-status', { scene: 's', state: 'failed' }),
      event('warning', { message: 'w', step: 'tts' }),
      step('planning', 'completed'),
      failure,
    );
    const { title, scenes, warnings, errors, completedStages, attempt, endedAt } = applyEvent(
      first,
      status({ status: 'Queued', attempt: 2 }),
    );
    assert.deepEqual(
      [title, scenes[0]?.state, warnings, errors, completedStages, attempt, endedAt],
      ['Bees', 'waiting', [], [], [], 2, undefined],
    );
  });
});

describe('scenes and warnings', () => {
  const scene = (number: number) => ({
    id: `s${number}`,
    line: number,
    title: '',
    seconds: 5,
    measured: false,
    state: 'waiting' as const,
  });
  const film = { width: 1, height: 1, fps: 30, captions: 'soft', theme: 'paper', voice: 'en' };
  const plan = { build: 3, total: 3, seconds: 15 };

  it('come in parts and are told apart by id', () => {
    const snapshot = fold(
      event('film-plan', { title: 'T', film, plan, from: 0, scenes: [scene(1), scene(2)] }),
      event('film-plan', { title: 'T', film, plan, from: 2, scenes: [scene(3)] }),
      event('scene-status', { scene: 's2', state: 'built', seconds: 6.5, thumbnail: 't.png' }),
      event('scene-status', { scene: 'unknown', state: 'built' }),
    );
    assert.deepEqual(
      snapshot.scenes.map(({ id }) => id),
      ['s1', 's2', 's3'],
    );
    assert.deepEqual(snapshot.scenes[1], {
      ...scene(2),
      state: 'built',
      seconds: 6.5,
      measured: true,
      thumbnail: 't.png',
    });
  });

  it('are planned anew by a plan from the start', () => {
    const snapshot = fold(
      event('film-plan', { title: 'T', film, plan, from: 0, scenes: [scene(1), scene(2)] }),
      event('film-plan', { title: 'T', film, plan, from: 0, scenes: [scene(1)] }),
    );
    assert.equal(snapshot.scenes.length, 1);
  });

  it('are said once, though the progress that echoes them is of a later step', () => {
    const snapshot = fold(
      event('warning', { message: 'slow', step: 'planning' }),
      progress({ step: 'script', warnings: ['slow'] }),
    );
    assert.deepEqual(snapshot.warnings, [{ message: 'slow', step: 'planning' }]);
  });

  it('are said once, though a warning comes also with the progress', () => {
    const snapshot = fold(
      event('warning', { message: 'slow', step: 'tts', code: 'X' }),
      progress({ warnings: ['slow', 'new'] }),
    );
    assert.deepEqual(snapshot.warnings, [
      { message: 'slow', step: 'tts', code: 'X' },
      { message: 'new', step: 'tts' },
    ]);
  });

  it('keep the last 200', () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      event('warning', { message: `w${index}`, step: 'tts' }),
    );
    const { warnings } = fold(...many);
    assert.deepEqual([warnings.length, warnings[0]?.message], [200, 'w50']);
  });

  it('tell of a provider that failed while the next is tried', () => {
    const error = { code: 'E200-TTS', message: 'sapi is missing', remediation: 'r' };
    assert.deepEqual(fold(event('step-error', { step: 'tts', error })).warnings, [
      { message: 'sapi is missing', step: 'tts', code: 'E200-TTS' },
    ]);
  });
});

describe('the sign of life', () => {
  it('is the time of the last thing that happened', () => {
    assert.equal(fold(progress({}, { second: 5 })).lastSign, at(5));
    assert.equal(fold(progress({}, { second: 5 }), step('tts', 'completed', { second: 6 })).lastSign, at(6));
  });

  it('is not a warning about silence, nor the status that a stream begins with', () => {
    const snapshot = fold(progress({}, { second: 5 }));
    assert.equal(
      applyEvent(snapshot, event('warning', { message: 'No sign of life', step: 'tts' }, { second: 40 }))
        .lastSign,
      at(5),
    );
    assert.equal(
      applyEvent(snapshot, status({ isReconnect: true, gap: true }, { second: 40 })).lastSign,
      at(5),
    );
  });
});
