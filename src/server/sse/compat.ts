import type { JobEvent } from '../../protocol/protocol.ts';

/** Whether a reader asked with `?compat=1` for the names that older readers know. */
export function asksForOlderNames(query: { compat?: string | string[] | undefined }): boolean {
  return query.compat === '1' || query.compat === 'true';
}

/** The event with the names that older readers look for beside ours. */
export function withOlderNames(event: JobEvent): JobEvent {
  if (event.event !== 'step-progress') return event;
  const { percent, elapsedSeconds, etaSeconds } = event.data;
  const older = {
    progressPct: percent,
    elapsedTime: clockTime(elapsedSeconds),
    ...(etaSeconds === undefined ? {} : { estimatedTimeRemaining: clockTime(etaSeconds) }),
  };
  return { ...event, data: { ...event.data, ...older } };
}

/** `00:01:30`. */
function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
