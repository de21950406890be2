import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { RemoteError } from '../client/http/remoteError.ts';
import { createPatience } from '../client/remote/patience.ts';
import { uploadMedia } from '../client/remote/upload.ts';
import { namedMedia } from '../engine/script/namedMedia.ts';
import { checkPlace } from '../engine/stages/place.ts';
import { toAuraError, type FilmOptions, type JobSnapshot, type ScriptRequest } from '../protocol/protocol.ts';
import { createCancelRequest } from './cancelRequest.ts';
import { requireMedia } from './requireMedia.ts';
import { fetchFilm } from './fetchFilm.ts';
import { followJob } from './follow.ts';
import { interruption } from './interrupt.ts';
import { tellEnd } from './makeHere.ts';
import type { JobPlace } from './place/jobPlace.ts';
import { openServer } from './place/server.ts';
import type { Server } from './place/serverFlags.ts';
import { chooseDisplay } from './progress/chooseDisplay.ts';
import type { ProgressDisplay, Transfer } from './progress/display.ts';
import type { ScriptFile } from './script.ts';

/** Nothing was sent: nobody is there. */
const NEVER_MET: ReadonlySet<string | undefined> = new Set(['refused', 'unreachable']);

export interface RemoteFilm {
  server: Server;
  file: ScriptFile;
  options: FilmOptions;
  /** Where the film goes on this machine. */
  output: string;
  overwrite: boolean;
  json: boolean;
}

/** Has a film made by a server: sends what the script names, shows the job, fetches the film. Gives the exit code. */
export async function makeElsewhere(film: RemoteFilm): Promise<number> {
  await checkPlace(film.output, randomUUID());
  const place = openServer(film.server);
  const display = chooseDisplay(film.json, place);
  let started: JobSnapshot | undefined;
  const cancel = createCancelRequest(place);
  const interrupt = interruption(() => {
    display.finish();
    if (started) process.stderr.write(`${cancel.lastWords(started.id)}\n`);
  });
  const { signal } = interrupt;
  try {
    const request = await remoteRequest(film, place, display, signal);
    started = await startJob(place, request, display, signal);
    display.started(started);
    const { lastEventId: _, ...known } = started;
    const snapshot = await followJob(place, started.id, display, { known, onAbort: cancel, signal });
    const made =
      snapshot.status === 'Done' ? await fetchFilm(place, snapshot, display, { ...film, signal }) : snapshot;
    return tellEnd(made, display, film.json);
  } finally {
    display.finish();
    interrupt.dispose();
    await place.close();
  }
}

/** The script with everything that it names, which is on the server then. */
async function remoteRequest(
  { file, options }: RemoteFilm,
  place: JobPlace,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<ScriptRequest> {
  await requireMedia(file, options.music);
  const named = namedMedia(file.source);
  const files = named.map((written) => ({ written, path: resolve(file.folder, written) }));
  const { music } = options;
  const overrides = { ...options };
  if (music !== undefined) {
    const path = resolve(music);
    // What is named on the command line starts from here, not from the script: the two may not mean the same.
    const taken = files.some((one) => one.written === music && one.path !== path);
    overrides.music = taken ? path : music;
    files.push({ written: overrides.music, path });
  }
  let last: Transfer | undefined;
  const show = (transfer: Transfer): void => display.transfer((last = transfer));
  const assets = await uploadMedia(place.service, files, {
    signal,
    onProgress: ({ written, sentBytes, ...rest }) =>
      show({ direction: 'up', name: written, doneBytes: sentBytes, ...rest }),
    onTrouble: ({ attempt, nextAtMs }) => last && show({ ...last, waiting: { attempt, nextAtMs } }),
  });
  return { script: file.source, overrides, assets };
}

/** Starts the job, once, however often the network makes us ask. */
async function startJob(
  place: JobPlace,
  request: ScriptRequest,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<JobSnapshot> {
  const idempotencyKey = randomUUID();
  const patience = createPatience({
    signal,
    onTrouble: ({ attempt, nextAtMs }) =>
      display.transfer({
        direction: 'up',
        name: 'the script',
        file: 1,
        files: 1,
        doneBytes: 0,
        totalBytes: Buffer.byteLength(request.script.text),
        waiting: { attempt, nextAtMs },
      }),
  });
  // A server that has never answered may be no server: that is not waited for.
  let met = Object.keys(request.assets ?? {}).length > 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await place.service.start(request, { idempotencyKey });
    } catch (thrown) {
      const error = toAuraError(thrown);
      if (!met && error instanceof RemoteError && NEVER_MET.has(error.silence)) throw error;
      met = true;
      await patience.afterFailure(error);
    }
  }
}
