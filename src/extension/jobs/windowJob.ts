import { isTerminal, type JobSnapshot, type Transfer } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';
import type { JobUpdate } from '../connection/jobClient.ts';

/** A job as a window knows it. */
export interface WindowJob extends JobUpdate {
  /** Where it runs. */
  host: Host;
  /** When anything was last heard of it, epoch ms. */
  lastHeardMs: number;
  /** What is under way between its server and this machine. */
  transfer?: Transfer;
}

/** Whether the job goes on, or its film travels, and nothing is heard of it. */
export function isLost({ snapshot, connection, transfer }: WindowJob): boolean {
  if (isTerminal(snapshot.status) && transfer?.kind !== 'receiving') return false;
  return connection.kind !== 'live' && connection.kind !== 'polling';
}

/**
 * The job of a server without the server's paths: those name files there, and must never be taken for files of this machine.
 *
 * @param saved paths on this machine by the name of the artifact.
 */
export function withLocalFiles(
  snapshot: JobSnapshot,
  saved: Readonly<Record<string, string>> = {},
): JobSnapshot {
  const { output } = snapshot;
  const path = (name: string) => (Object.hasOwn(saved, name) ? (saved[name] ?? '') : '');
  return {
    ...snapshot,
    artifacts: snapshot.artifacts.map((artifact) => ({ ...artifact, path: path(artifact.name) })),
    ...(output ? { output: { ...output, videoPath: path(FILM), subtitlePath: path(SUBTITLES) } } : {}),
  };
}

export const FILM = 'film.mp4';
export const SUBTITLES = 'captions.srt';
