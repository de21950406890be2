import { existsSync } from 'node:fs';
import type { JobSnapshot, Output, ScriptRequest } from '../protocol/protocol.ts';
import { createCancelRequest } from './cancelRequest.ts';
import { followJob } from './follow.ts';
import { interruption } from './interrupt.ts';
import type { JobPlace } from './place/jobPlace.ts';
import { openInProcess } from './place/localPlace.ts';
import { chooseDisplay } from './progress/chooseDisplay.ts';
import type { ProgressDisplay } from './progress/display.ts';
import { endingLines, exitCodeOf, painter } from './report.ts';

/** Makes a film with an engine in this process and shows it on this terminal; gives the exit code. */
export async function makeHere(request: ScriptRequest, json: boolean): Promise<number> {
  const interrupt = interruption();
  const place = await openInProcess();
  const display = chooseDisplay(json, place);
  try {
    const known = await place.service.start(request);
    const { signal } = interrupt;
    // From its first event on: what happened before we look belongs to it.
    const { lastEventId: _, ...start } = known;
    const snapshot = await followJob(place, known.id, display, {
      known: start,
      onAbort: createCancelRequest(place),
      signal,
    });
    if (snapshot.output) display.saved(filesOf(snapshot.output));
    return tellEnd(snapshot, display, json);
  } finally {
    display.finish();
    interrupt.dispose();
    await place.close();
  }
}

/**
 * Says how the job ended, on the stream where that belongs.
 *
 * @param left the place where a film is that was not brought here.
 */
export function tellEnd(
  snapshot: JobSnapshot,
  display: ProgressDisplay,
  json: boolean,
  left?: Pick<JobPlace, 'remote' | 'flags'>,
): number {
  display.finish();
  if (!json) {
    const stream = snapshot.status === 'Done' ? process.stdout : process.stderr;
    const where = left?.remote ? `Fetch it with: aura download ${snapshot.id}${left.flags}` : undefined;
    const lines = endingLines(snapshot, painter(stream), !display.keepsWarnings, where);
    stream.write(`${lines.join('\n')}\n`);
  }
  return exitCodeOf(snapshot);
}

/** The film and its captions, which always come in both forms where there is something to read. */
function filesOf({ videoPath, subtitlePath }: Output): string[] {
  return [videoPath, subtitlePath, subtitlePath.replace(/\.srt$/, '.vtt')].filter((path) => existsSync(path));
}
