import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { downloadFilm } from '../../client/remote/download.ts';
import {
  AuraError,
  type Clock,
  type JobError,
  type JobSnapshot,
  toAuraError,
} from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import { type Host, serverHost } from '../connection/host.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { JobMemory, RemoteFilm } from '../jobs/memory.ts';
import { FILM, SUBTITLES } from '../jobs/windowJob.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';

/** Brings the films that servers have made for this window to where a person wants them. */
export interface Downloads extends Disposable {
  /** Takes up what was not brought yet, after a reload or while a server was away. */
  resume(): void;
  /** Where a film was wanted; `undefined` when nobody has said so, or when that folder is gone. */
  placeOf(id: string): Promise<RemoteFilm['place'] | undefined>;
  /** Brings the film of a Done job to `place`. What comes of it is told by the events. */
  bring(snapshot: JobSnapshot, host: Host, place: RemoteFilm['place']): void;
  /** Whether the film is on its way, or is still to come. */
  isBringing(id: string): boolean;
  /** The film is here. */
  readonly onDidSave: Listen<JobSnapshot>;
  readonly onDidFail: Listen<{ snapshot: JobSnapshot; error: JobError }>;
  /** Stops what is under way; resolves when nothing half is left behind. */
  stop(): Promise<void>;
}

export interface DownloadsParts {
  connections: Connections;
  jobs: Jobs;
  memory: JobMemory;
  /** Its waits end early when a person wants it now. */
  clock: Clock;
  log: { warn(message: string): void };
}

export function createDownloads({ connections, jobs, memory, clock, log }: DownloadsParts): Downloads {
  const saved = createEmitter<JobSnapshot>();
  const failed = createEmitter<{ snapshot: JobSnapshot; error: JobError }>();
  const running = new Map<string, Promise<void>>();
  /** Those that failed in a way that only a person can mend. */
  const given = new Set<string>();
  const stopping = new AbortController();

  const fetchFilm = async (snapshot: JobSnapshot, film: RemoteFilm) => {
    const { id, host, place } = film;
    const show = (receivedBytes: number, totalBytes: number) =>
      jobs.setTransfer(id, { kind: 'receiving', receivedBytes, totalBytes }, { kind: 'live' });
    let at = { receivedBytes: 0, totalBytes: snapshot.output?.sizeBytes ?? 0 };
    show(at.receivedBytes, at.totalBytes);
    await requireFolder(place.path);
    const { videoPath, files } = await connections.of(host).ask((client) =>
      downloadFilm(client, snapshot, place.path, {
        overwrite: place.replace,
        signal: stopping.signal,
        // The window goes, the film is still wanted.
        keepWhenStopped: true,
        clock,
        onProgress(progress) {
          at = progress;
          show(at.receivedBytes, at.totalBytes);
        },
        onTrouble: ({ attempt, nextAtMs }) =>
          jobs.setTransfer(id, { kind: 'receiving', ...at }, { kind: 'reconnecting', attempt, nextAtMs }),
      }),
    );
    memory.rememberFilm({ id, host, place, saved: byArtifact(videoPath, files) });
    jobs.setTransfer(id, undefined, { kind: 'closed' });
    saved.fire(jobs.find(id)?.snapshot ?? snapshot);
  };

  const begin = (snapshot: JobSnapshot, film: RemoteFilm) => {
    const { id } = film;
    if (running.has(id) || stopping.signal.aborted) return;
    given.delete(id);
    const run = fetchFilm(snapshot, film)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        const reason = inWords(toAuraError(error), serverHost(film.host));
        if (reason.code !== 'E503-UNAVAILABLE') given.add(id);
        log.warn(`The film of job ${id} was not downloaded: ${reason.message} ${reason.details ?? ''}`);
        jobs.setTransfer(id, { kind: 'failed', error: reason }, { kind: 'closed' });
        failed.fire({ snapshot, error: reason });
      })
      .finally(() => running.delete(id));
    running.set(id, run);
  };

  const ending = jobs.onDidEnd((snapshot) => {
    const film = memory.films().find(({ id }) => id === snapshot.id);
    if (!film || snapshot.status !== 'Done') return;
    const next = { id: film.id, host: film.host, place: film.place, done: snapshot };
    memory.rememberFilm(next);
    begin(snapshot, next);
  });

  return {
    resume() {
      for (const film of memory.films()) {
        const { id, host, done } = film;
        if (!done || running.has(id) || given.has(id)) continue;
        if (!jobs.find(id)) jobs.know(host, done);
        begin(done, film);
      }
    },
    async placeOf(id) {
      const place = memory.films().find((film) => film.id === id)?.place;
      return place && (await isFolder(dirname(place.path))) ? place : undefined;
    },
    bring(snapshot, host, place) {
      const film = { id: snapshot.id, host: host.key, place, done: snapshot };
      memory.rememberFilm(film);
      begin(snapshot, film);
    },
    isBringing: (id) => memory.films().some((film) => film.id === id && film.saved === undefined),
    onDidSave: saved.event,
    onDidFail: failed.event,
    async stop() {
      stopping.abort(new AuraError('E998-CANCELLED', 'The window is closing'));
      await Promise.all(running.values());
    },
    dispose() {
      void this.stop();
      ending.dispose();
      saved.dispose();
      failed.dispose();
    },
  };
}

function byArtifact(videoPath: string, files: readonly string[]): Record<string, string> {
  const ending = (suffix: string) => files.find((file) => file.endsWith(suffix));
  const [srt, vtt] = [ending('.srt'), ending('.vtt')];
  return {
    [FILM]: videoPath,
    ...(srt === undefined ? {} : { [SUBTITLES]: srt }),
    ...(vtt === undefined ? {} : { 'captions.vtt': vtt }),
  };
}

/** A folder that somebody has deleted is not made again in silence. */
async function requireFolder(path: string): Promise<void> {
  const folder = dirname(path);
  if (await isFolder(folder)) return;
  throw new AuraError('E404-NOT_FOUND', `The folder for ${basename(path)} is gone`, {
    details: folder,
    remediation: 'Download the film again and say where it goes.',
  });
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** The error as it concerns a film that lies safe on its server. */
function inWords(error: AuraError, { label }: Host): JobError {
  const told = error.toJobError();
  const kept = `The film is kept on ${label}.`;
  switch (error.code) {
    case 'E310-DISK_FULL':
      return { ...told, remediation: `Free some disk space, then download it again. ${kept}` };
    case 'E503-UNAVAILABLE':
      return { ...told, remediation: `Download it again when the network is back. ${kept}` };
    case 'E404-NOT_FOUND':
      return told;
    default:
      return { ...told, remediation: `${told.remediation} ${kept}` };
  }
}
