import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { NoAnswer } from '../../client/http/noAnswer.ts';
import { createPatience } from '../../client/remote/patience.ts';
import { uploadMedia } from '../../client/remote/upload.ts';
import {
  AuraError,
  type Clock,
  type JobSnapshot,
  type ScriptRequest,
  toAuraError,
  type Transfer,
} from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Draft } from '../jobs/drafts.ts';
import type { Jobs, StartOptions } from '../jobs/jobs.ts';
import { type OpenScript, remoteRequest } from '../script/scriptFile.ts';

export interface SendParts {
  connections: Connections;
  jobs: Jobs;
  /** Its waits end early when a person wants it now. */
  clock: Clock;
}

/** What of a film stays on this machine: the script's address, and where the film goes. */
export type SentFilm = Required<Pick<StartOptions, 'script' | 'place'>>;

/**
 * Makes a film on the current server: sends what the script names, as far as the server lacks it, then begins the job. Goes on
 * after cuts of the network, and gives up at once where nothing answers from the first.
 *
 * @returns the job, or `undefined` when a person called it off. Rejects with an AuraError.
 */
export type Send = (script: OpenScript, film: SentFilm) => Promise<JobSnapshot | undefined>;

export function createSend({ connections, jobs, clock }: SendParts): Send {
  return async (script, film) => {
    const connection = connections.current();
    const { host } = connection;
    const abort = new AbortController();
    const { signal } = abort;
    const draft = jobs.draft({
      host,
      title: script.name,
      scriptName: script.name,
      cancel: () => abort.abort(new AuraError('E998-CANCELLED', 'Sending was cancelled')),
    });
    const progress = { signal, clock, ...showing(draft) };
    try {
      const request = remoteRequest(script);
      const files = await mediaFiles(request, script.folder);
      const assets =
        files.length === 0 ? {} : await connection.ask((client) => uploadMedia(client, files, progress));
      signal.throwIfAborted();
      // The same key each time: where only the answer was lost, the job is there already.
      const idempotencyKey = randomUUID();
      const start = () => jobs.start({ ...request, assets }, { ...film, host: host.key, idempotencyKey });
      return await patiently(start, progress);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw toAuraError(error);
    } finally {
      draft.end();
    }
  };
}

/** Tries again where the network broke off in the middle; not where nobody was there. */
async function patiently<T>(
  work: () => Promise<T>,
  options: ReturnType<typeof showing> & { signal: AbortSignal; clock: Clock },
): Promise<T> {
  const patience = createPatience(options);
  for (let first = true; ; first = false) {
    try {
      return await work();
    } catch (error) {
      const reason = toAuraError(error);
      if (first && reason.cause instanceof NoAnswer && reason.cause.reason === 'refused') throw reason;
      await patience.afterFailure(reason);
    }
  }
}

/** What a script and the settings name, with where it lies. */
async function mediaFiles(
  { script, defaults }: ScriptRequest,
  folder: string | undefined,
): Promise<{ written: string; path: string }[]> {
  if (folder === undefined) return [];
  // The parser is large: it is loaded with the first film for a server.
  const { namedMedia } = await import('../../engine/script/namedMedia.ts');
  const music = defaults?.music;
  const named = new Set([...namedMedia(script), ...(music === undefined ? [] : [music])]);
  return [...named].map((written) => ({ written, path: resolve(folder, written) }));
}

/** Lets people see how far the sending has come, and what holds it up. */
function showing(draft: Draft) {
  let transfer: Transfer = { kind: 'sending', file: 0, files: 0, sentBytes: 0, totalBytes: 0 };
  return {
    onProgress(progress: { file: number; files: number; sentBytes: number; totalBytes: number }) {
      const { file, files, sentBytes, totalBytes } = progress;
      transfer = { kind: 'sending', file, files, sentBytes, totalBytes };
      draft.show(transfer, { kind: 'live' });
    },
    onTrouble({ attempt, nextAtMs }: { attempt: number; nextAtMs: number }) {
      draft.show(transfer, { kind: 'reconnecting', attempt, nextAtMs });
    },
  };
}
