import type { JobSnapshot, JobWarning, PanelJob } from '../../protocol/protocol.ts';
import { NOTICES, STAGE_NAMES } from '../strings.ts';
import { finishedScenes, hasEnded, type Mood } from './mood.ts';

export interface NoticeView {
  kind: 'warn' | 'note';
  title: string;
  text?: string;
}

/** Told while it lasts, and forgotten after. */
const STALLED = 'E305-JOB_STALLED';

/** Longest first sentence that is set as a heading. */
const HEADING = 120;

/** Warnings and information under the scenes, what matters now first. */
export function noticesView({ snapshot }: PanelJob, mood: Mood): NoticeView[] {
  return [
    ...(mood === 'stalled' ? [stalledNotice(snapshot)] : []),
    ...(snapshot.resumed && !hasEnded(mood) ? [resumedNotice(snapshot)] : []),
    ...warnings(snapshot.warnings.filter(({ code }) => code !== STALLED)),
  ];
}

/** A stall with the reason that the engine gave for it, where it gave one. */
function stalledNotice(snapshot: JobSnapshot): NoticeView {
  const reason = snapshot.warnings.findLast(({ code }) => code === STALLED);
  const calm = NOTICES.stalledCalm(finishedScenes(snapshot));
  if (!reason) {
    const title = NOTICES.stalledTitle(STAGE_NAMES[snapshot.stage]);
    return { kind: 'warn', title, text: `${NOTICES.stalledGuess} ${calm}` };
  }
  const { title, text } = split(reason.message);
  return { kind: 'warn', title, text: `${text || NOTICES.stalledGuess} ${calm}` };
}

function resumedNotice(snapshot: JobSnapshot): NoticeView {
  const finished = snapshot.stages
    .filter(({ stage, percent }) => percent >= 100 && stage === 'script')
    .map(({ stage }) => NOTICES.the(STAGE_NAMES[stage]));
  const scenes = finishedScenes(snapshot);
  const parts = [...finished, ...(scenes > 0 ? [NOTICES.scenes(scenes)] : [])];
  return { kind: 'note', title: NOTICES.resumedTitle, text: NOTICES.resumedText(listOf(parts)) };
}

function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${NOTICES.and} ${parts.at(-1) ?? ''}`;
}

/** Each warning once, with how often it came. */
function warnings(given: readonly JobWarning[]): NoticeView[] {
  const times = new Map<string, number>();
  for (const { message } of given) times.set(message, (times.get(message) ?? 0) + 1);
  return [...times].map(([message, count]) => {
    const { title, text } = split(message);
    return {
      kind: 'warn',
      title: count > 1 ? NOTICES.times(title, count) : title,
      ...(text ? { text } : {}),
    };
  });
}

/** The first sentence is the heading; what follows is the text. */
function split(message: string): { title: string; text: string } {
  const end = message.search(/\.(?=\s)/);
  if (end < 0 || end > HEADING) return { title: message.replace(/\.$/, ''), text: '' };
  return { title: message.slice(0, end), text: message.slice(end + 1).trim() };
}
