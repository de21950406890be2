import { createCancelRequest } from '../cancelRequest.ts';
import { followJob } from '../follow.ts';
import { interruption } from '../interrupt.ts';
import { tellEnd } from '../makeHere.ts';
import { openPlace } from '../place/jobPlace.ts';
import type { ServerFlags } from '../place/serverFlags.ts';
import { chooseDisplay } from '../progress/chooseDisplay.ts';

/**
 * `aura retry JOB [--server URL] [--json]`: the next attempt of a job that failed or was cancelled, shown to its end. Ctrl-C
 * cancels it.
 */
export async function retryCommand(id: string, flags: ServerFlags & { json?: boolean }): Promise<number> {
  const json = flags.json === true;
  const place = await openPlace(flags);
  const display = chooseDisplay(json, place);
  const cancel = createCancelRequest(place);
  const interrupt = interruption(() => {
    display.finish();
    if (place.host !== undefined) process.stderr.write(`${cancel.lastWords(id)}\n`);
  });
  try {
    const known = await place.service.retry(id);
    if (place.host !== undefined) display.started(known);
    const snapshot = await followJob(place, id, display, {
      known,
      onAbort: cancel,
      signal: interrupt.signal,
    });
    return tellEnd(snapshot, display, json, place);
  } finally {
    display.finish();
    interrupt.dispose();
    await place.close();
  }
}
