import {
  AuraError,
  isTerminal,
  parseEventId,
  type JobEvent,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import { goesOn } from '../cancelRequest.ts';
import { EXIT } from '../exit.ts';
import { followJob } from '../follow.ts';
import { interruption } from '../interrupt.ts';
import { tellEnd } from '../makeHere.ts';
import { outputClosed } from '../output.ts';
import { openPlace, type JobPlace } from '../place/jobPlace.ts';
import type { ServerFlags } from '../place/serverFlags.ts';
import { chooseDisplay } from '../progress/chooseDisplay.ts';

export interface WatchFlags extends ServerFlags {
  after?: string;
  json?: boolean;
}

/**
 * `aura watch JOB [--after ID] [--server URL] [--json]`: shows a job to its end and exits as the job did. Ctrl-C ends the
 * watching, not the job; so does a reader that has had enough.
 */
export async function watchCommand(id: string, flags: WatchFlags): Promise<number> {
  const json = flags.json === true;
  requireEventId(flags.after);
  const place = await openPlace(flags);
  const interrupt = interruption();
  const closed = outputClosed(process.stdout);
  const display = chooseDisplay(json, { ...place, host: place.host ?? 'this computer' });
  try {
    const snapshot = await followJob(place, id, display, {
      ...(flags.after === undefined ? {} : { after: flags.after }),
      onFound: async (found) => {
        if (!json) return;
        display.started(found);
        if (flags.after === undefined && isTerminal(found.status)) await tellEnding(place, found);
      },
      onAbort: 'leave',
      signal: AbortSignal.any([interrupt.signal, closed]),
    });
    if (isTerminal(snapshot.status)) return tellEnd(snapshot, display, json, place);
    if (closed.aborted) return EXIT.done;
    display.finish();
    process.stderr.write(`${goesOn(place.flags, id)}\n`);
    return EXIT.cancelled;
  } finally {
    display.finish();
    interrupt.dispose();
    await place.close();
  }
}

function requireEventId(after: string | undefined): void {
  if (after === undefined || parseEventId(after)) return;
  throw new AuraError('E400-BAD_REQUEST', `--after cannot be ${after}`, {
    remediation: 'It takes the id of an event, as `aura watch --json` prints it.',
  });
}

const ENDINGS: ReadonlySet<string> = new Set(['job-completed', 'job-failed', 'job-cancelled']);

/** A job that has ended brings no events any more: the one that ended its last attempt is asked for. */
async function tellEnding({ service }: JobPlace, { id }: JobSnapshot): Promise<void> {
  let ending: JobEvent | undefined;
  for await (const event of service.events(id, { fromStart: true })) {
    if (ENDINGS.has(event.event)) ending = event;
  }
  if (ending) process.stdout.write(`${JSON.stringify(ending)}\n`);
}
