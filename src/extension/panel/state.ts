import { dirname } from 'node:path';
import type { AuraError, JobSnapshot, PanelJob, PanelState } from '../../protocol/protocol.ts';
import type { JobUpdate } from '../connection/jobClient.ts';

/** Everything the panel's state is made of. */
export interface PanelFacts {
  host: PanelState['host'];
  /** Newest first. */
  jobs: readonly JobUpdate[];
  chosen: string | undefined;
  script: { name: string; empty: boolean } | undefined;
  trouble: AuraError | undefined;
  /** Webview URIs of the files of the job that is shown large. */
  mediaOf(snapshot: JobSnapshot): NonNullable<PanelJob['media']>;
  logTailOf(id: string): readonly string[] | undefined;
  /** The person's home folder, shortened to `~` in paths. */
  home: string;
  nowMs: number;
}

/** The whole state of the panel. Pure: the same facts give the same state. */
export function panelState(facts: PanelFacts): PanelState {
  const chosen = facts.jobs.find(({ snapshot }) => snapshot.id === facts.chosen) ?? facts.jobs[0];
  const trouble =
    facts.trouble ?? facts.jobs.find((job) => job.trouble?.code === 'E503-UNAVAILABLE')?.trouble;
  return {
    host: facts.host,
    jobs: facts.jobs.map((update) => panelJob(update, update === chosen, facts)),
    sentAtMs: facts.nowMs,
    offers: ['clearHistory'],
    ...(chosen ? { chosen: chosen.snapshot.id } : {}),
    ...(facts.script ? { script: facts.script } : {}),
    ...(trouble ? { trouble: troubleWords(trouble) } : {}),
  };
}

function panelJob({ snapshot, connection }: JobUpdate, large: boolean, facts: PanelFacts): PanelJob {
  const logTail = facts.logTailOf(snapshot.id);
  return {
    snapshot,
    connection,
    ...(large ? { media: facts.mediaOf(snapshot) } : {}),
    ...(logTail ? { logTail } : {}),
    ...(snapshot.output ? { savedIn: shortFolder(snapshot.output.videoPath, facts.home) } : {}),
  };
}

function shortFolder(path: string, home: string): string {
  const folder = dirname(path);
  return home !== '' && (folder === home || folder.startsWith(`${home}/`) || folder.startsWith(`${home}\\`))
    ? `~${folder.slice(home.length)}`
    : folder;
}

/** Trouble that keeps every film from being made, with the buttons that help. */
export function troubleWords(error: AuraError): NonNullable<PanelState['trouble']> {
  const { message, remediation } = error;
  // What follows is the end of a log: the log itself is a button away.
  const cause = error.details?.split('\n')[0] ?? '';
  if (error.code === 'E302-FFMPEG_NOT_FOUND') {
    const detail = cause === '' ? message : `${message}: ${cause}`;
    return { title: 'ffmpeg was not found', detail, remediation, actions: ['openSettings', 'generate'] };
  }
  return { title: message, detail: cause, remediation, actions: ['restartEngine', 'showLog'] };
}
