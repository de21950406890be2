import { resolve } from 'node:path';
import { AuraError, type JobSnapshot } from '../../protocol/protocol.ts';
import { fetchFilm } from '../fetchFilm.ts';
import { filmPath } from '../filmPath.ts';
import { interruption } from '../interrupt.ts';
import { openPlace } from '../place/jobPlace.ts';
import type { ServerFlags } from '../place/serverFlags.ts';
import { chooseDisplay } from '../progress/chooseDisplay.ts';
import { tellEnd } from '../makeHere.ts';

export interface DownloadFlags extends ServerFlags {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** `aura download JOB [--out FILE] [--server URL]`: the film of a job that is done, with its captions. */
export async function downloadCommand(id: string, flags: DownloadFlags): Promise<number> {
  const json = flags.json === true;
  const place = await openPlace(flags);
  const display = chooseDisplay(json, place);
  const interrupt = interruption();
  try {
    const snapshot = await place.service.get(id);
    if (snapshot.status !== 'Done') throw notDone(snapshot);
    const output = await filmPath(flags, resolve(`${fileName(snapshot)}.mp4`));
    const fetched = await fetchFilm(place, snapshot, display, {
      output,
      overwrite: flags.force === true,
      signal: interrupt.signal,
    });
    if (json) process.stdout.write(`${JSON.stringify({ snapshot: fetched })}\n`);
    return tellEnd(fetched, display, json);
  } finally {
    display.finish();
    interrupt.dispose();
    await place.close();
  }
}

/** The script's name, else the film's title, as a file can have it. */
function fileName({ scriptName, title }: JobSnapshot): string {
  const name = scriptName?.replace(/\.[^.]*$/u, '') ?? title;
  // Letters, digits and what is harmless everywhere; a name from a server must not lead out of this folder.
  const plain = name
    .replace(/[^\p{L}\p{M}\p{N} ()_-]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return plain.slice(0, 80).trim() || 'film';
}

function notDone({ id, status }: JobSnapshot): AuraError {
  const ended = status === 'Failed' || status === 'Canceled';
  return new AuraError('E409-CONFLICT', `The job has no film: it is ${status.toLowerCase()}`, {
    remediation: `${ended ? 'Try again' : 'Watch it'} with: aura ${ended ? 'retry' : 'watch'} ${id}`,
  });
}
