import { dirname } from 'node:path';
import type { AuraError, JobSnapshot, PanelAction, PanelJob, PanelState } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';
import type { WindowJob } from '../jobs/windowJob.ts';
import { serverWords } from '../notices/serverWords.ts';

/** Everything the panel's state is made of. */
export interface PanelFacts {
  /** Where new films are made. */
  host: Host;
  /** Newest first. */
  jobs: readonly WindowJob[];
  chosen: string | undefined;
  script: { name: string; empty: boolean } | undefined;
  /** What keeps a host from being used. */
  trouble: { error: AuraError; host: Host } | undefined;
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
  const trouble = facts.trouble ?? troubleOfEngine(facts.jobs);
  return {
    host: forPanel(facts.host),
    jobs: facts.jobs.map((update) => panelJob(update, update === chosen, facts)),
    sentAtMs: facts.nowMs,
    offers: ['clearHistory', 'connectServer'],
    ...(chosen ? { chosen: chosen.snapshot.id } : {}),
    ...(facts.script ? { script: facts.script } : {}),
    ...(trouble ? { trouble: troubleWords(trouble.error, trouble.host) } : {}),
  };
}

/** An engine that is silent is told above all: a person can restart it. A server that is away is told where its job is. */
function troubleOfEngine(jobs: readonly WindowJob[]): PanelFacts['trouble'] {
  const job = jobs.find(({ host, trouble }) => host.local && trouble?.code === 'E503-UNAVAILABLE');
  return job?.trouble && { error: job.trouble, host: job.host };
}

function forPanel({ label, local }: Host): PanelState['host'] {
  return { label, local };
}

function panelJob(job: WindowJob, large: boolean, facts: PanelFacts): PanelJob {
  const { snapshot, connection, host, transfer, lastHeardMs } = job;
  const logTail = facts.logTailOf(snapshot.id);
  const folder = snapshot.output?.videoPath ? shortFolder(snapshot.output.videoPath, facts.home) : undefined;
  return {
    snapshot,
    connection,
    lastHeardMs,
    ...(host.key === facts.host.key ? {} : { host: forPanel(host) }),
    ...(transfer ? { transfer } : {}),
    ...(large ? { media: facts.mediaOf(snapshot) } : {}),
    ...(logTail ? { logTail } : {}),
    ...(folder === undefined ? {} : { savedIn: folder }),
  };
}

function shortFolder(path: string, home: string): string {
  const folder = dirname(path);
  return home !== '' && (folder === home || folder.startsWith(`${home}/`) || folder.startsWith(`${home}\\`))
    ? `~${folder.slice(home.length)}`
    : folder;
}

/** Trouble that keeps every film from being made, with the buttons that help. */
export function troubleWords(error: AuraError, host: Host): NonNullable<PanelState['trouble']> {
  const { message, remediation } = error;
  // What follows is the end of a log: the log itself is a button away.
  const cause = error.details?.split('\n')[0] ?? '';
  if (!host.local) {
    const actions: readonly PanelAction[] =
      error.code === 'E401-UNAUTHORIZED' ? ['enterToken', 'connectServer'] : ['reconnect', 'connectServer'];
    const { message: title, remediation: wayOut } = serverWords(error, host);
    return { title, detail: cause, remediation: wayOut, actions };
  }
  if (error.code === 'E302-FFMPEG_NOT_FOUND') {
    const detail = cause === '' ? message : `${message}: ${cause}`;
    return { title: 'ffmpeg was not found', detail, remediation, actions: ['openSettings', 'generate'] };
  }
  return { title: message, detail: cause, remediation, actions: ['restartEngine', 'showLog'] };
}
