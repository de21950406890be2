import {
  initialSnapshot,
  PHASED_SHARES,
  STAGE_PHASES,
  STAGES,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import { artifactsOf, outputOf } from './artifacts.ts';
import { fieldsOf } from './fields.ts';
import { jobError } from './say.ts';
import { parseStatus, percentWithin, stageOf } from './words.ts';

/** A job as a server of another make describes it; `undefined` when this is none. */
export function foreignSnapshot(value: unknown, nowMs: number): JobSnapshot | undefined {
  const fields = fieldsOf(value);
  const id = fields.text('id') ?? fields.text('jobId');
  const status = parseStatus(fields.text('status'));
  if (id === undefined || status === undefined) return undefined;
  const time = (name: string): string | undefined => isoTime(fields.text(name));
  const createdAt = time('createdAt') ?? time('startedAt') ?? new Date(nowMs).toISOString();
  const startedAt = time('startedAt');
  const endedAt = time('completedAt');
  const done = status === 'Done';
  const reported = Math.min(99.9, Math.max(0, fields.number('percent') ?? 0));
  const percent = done ? 100 : Math.round(reported * 10) / 10;
  const stage = done ? 'finalize' : (stageOf(fields.text('stage')) ?? 'planning');
  const place = STAGES.indexOf(stage);
  const fresh = initialSnapshot({
    id,
    title: fields.text('title') ?? fields.text('topic') ?? `Job ${id}`,
    correlationId: fields.text('correlationId') ?? '',
    createdAt,
    shares: PHASED_SHARES,
  });
  const failure = fields.text('errorMessage');
  const output = outputOf(fields);
  const until = endedAt === undefined ? nowMs : Date.parse(endedAt);
  return {
    ...fresh,
    status,
    stage,
    phase: STAGE_PHASES[stage],
    percent,
    message: fields.text('progressMessage') ?? failure ?? '',
    stages: fresh.stages.map((entry, index) => ({
      ...entry,
      percent: done || index < place ? 100 : index > place ? 0 : percentWithin(stage, percent),
    })),
    elapsedSeconds: startedAt === undefined ? 0 : Math.max(0, (until - Date.parse(startedAt)) / 1000),
    errors: status === 'Failed' ? [jobError(fieldsOf({ message: failure }))] : [],
    artifacts: artifactsOf(fields),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(done && output.videoPath !== '' ? { output } : {}),
    lastSign: endedAt ?? new Date(nowMs).toISOString(),
  };
}

function isoTime(text: string | undefined): string | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
