import type { WindowJob } from './windowJob.ts';

/** What somebody who is to help must know of a failed job: no text of the script, no path of the film, no token. */
export function reportText(
  machine: string,
  { snapshot, host }: WindowJob,
  logTail: readonly string[],
): string {
  const errors = snapshot.errors.map(
    ({ code, message, details }) => `${code}: ${message}${details ? `: ${details}` : ''}`,
  );
  return [
    machine,
    ...(host.local ? [] : [`Made on ${host.label}`]),
    ...errors,
    `Stage ${snapshot.stage}, ${snapshot.percent} %, attempt ${snapshot.attempt}`,
    `Job ${snapshot.id}, correlation id ${snapshot.correlationId}`,
    '',
    ...logTail,
  ].join('\n');
}
