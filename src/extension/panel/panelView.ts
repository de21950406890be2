import { homedir } from 'node:os';
import { basename } from 'node:path';
import { commands, env } from 'vscode';
import {
  AuraError,
  isTerminal,
  type PanelIntent,
  type PanelState,
  systemClock,
} from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';
import { settingFor } from '../notices/actions.ts';
import type { Tell } from '../notices/tell.ts';
import { isBlank, type Scripts } from '../script/scripts.ts';
import type { Choice } from './choice.ts';
import { ACTION_COMMANDS } from './intent.ts';
import type { LogTails } from './logTails.ts';
import type { JobMedia, MediaFolder } from './mediaFolder.ts';
import type { Panel } from './panel.ts';
import { panelState } from './state.ts';

export interface PanelFactSources {
  connections: Connections;
  jobs: Jobs;
  scripts: Scripts;
  media: MediaFolder;
  choice: Choice;
  logTails: LogTails;
}

/** Gathers what the panel shows now. */
export function panelFacts({ connections, jobs, scripts, media, choice, logTails }: PanelFactSources) {
  return (uri: (path: string) => string): PanelState => {
    const script = scripts.current();
    return panelState({
      host: connections.current().host,
      jobs: jobs.all(),
      chosen: choice.id(),
      script: script && { name: basename(script.uri.path), empty: isBlank(script) },
      trouble: shownTrouble(connections, jobs),
      mediaOf: (snapshot) => toUris(media.of(snapshot), uri),
      logTailOf: (id) => logTails.of(id),
      home: homedir(),
      nowMs: systemClock.now(),
    });
  };
}

/** Sends the panel what has changed, and carries out what it is asked. */
export function connectPanel(panel: Panel, sources: PanelFactSources, tell: Tell): Disposable {
  const { connections, jobs, scripts, media, choice, logTails } = sources;
  const changes = [connections, jobs, scripts, media, choice, logTails];
  const whenSeen = () => {
    if (!panel.visible) return;
    jobs
      .refresh()
      .then(() => media.keepOnly(jobs.all().map(({ snapshot }) => snapshot.id)))
      .catch((error: unknown) => tell(error, { command: 'panel', quiet: true }));
  };
  return disposeAll(
    ...changes.map(({ onDidChange }) => onDidChange(() => panel.update())),
    connections.onDidSwitch(() => whenSeen()),
    panel.onIntent((intent) => {
      if (intent.type === 'ready') return whenSeen();
      carryOut(intent, sources).catch((error: unknown) => tell(error, { command: 'panel' }));
    }),
  );
}

async function carryOut(intent: PanelIntent, sources: PanelFactSources): Promise<void> {
  const { jobs, choice } = sources;
  switch (intent.type) {
    case 'ready':
      return;
    case 'choose':
      return choice.choose(intent.jobId);
    case 'copy':
      return env.clipboard.writeText(intent.text);
    case 'action': {
      const command = ACTION_COMMANDS[intent.action];
      if (command === undefined) return;
      await commands.executeCommand(command, argumentOf(intent, sources));
      return;
    }
    case 'goToLine': {
      const script = jobs.scriptOf(intent.jobId);
      if (script === undefined) {
        throw new AuraError('E404-NOT_FOUND', 'The script of this film is not known in this window', {
          remediation: 'Open the script and look at the line yourself.',
        });
      }
      await commands.executeCommand('aura.goToLine', script, intent.line);
      return;
    }
    case 'openArtifact':
      await commands.executeCommand('aura.openArtifact', intent.jobId, intent.name);
  }
}

function argumentOf(
  { action, jobId }: PanelIntent & { type: 'action' },
  sources: PanelFactSources,
): string | undefined {
  if (action === 'openSettings') return settingFor(errorCode(jobId, sources));
  if (action === 'enterToken') return shownTrouble(sources.connections, sources.jobs)?.host.key;
  return jobId;
}

/** What is wrong with the job, or with its host when no job is meant. */
function errorCode(jobId: string | undefined, { connections, jobs }: PanelFactSources): string | undefined {
  if (jobId !== undefined) return jobs.find(jobId)?.snapshot.errors[0]?.code;
  return shownTrouble(connections, jobs)?.error.code;
}

/** The trouble of a host that a person must hear of: of the current one, and of those that refuse to let a job be followed. */
export function shownTrouble(connections: Connections, jobs: Jobs) {
  const { key } = connections.current().host;
  const goesOn = (host: string) =>
    jobs.all().some((job) => job.host.key === host && !isTerminal(job.snapshot.status));
  for (const { host, trouble } of connections.all()) {
    if (!trouble) continue;
    const away = trouble.code === 'E503-UNAVAILABLE';
    // A job that goes on there says itself that its server is away.
    const shown =
      host.local || !away ? host.key === key || goesOn(host.key) : host.key === key && !goesOn(key);
    if (shown) return { error: trouble, host };
  }
  return undefined;
}

function toUris(media: JobMedia, uri: (path: string) => string) {
  const { video, captions, poster, thumbnails } = media;
  const shown = Object.entries(thumbnails).map(([name, path]) => [name, uri(path)] as const);
  return {
    ...(video === undefined ? {} : { video: uri(video) }),
    ...(captions === undefined ? {} : { captions: uri(captions) }),
    ...(poster === undefined ? {} : { poster: uri(poster) }),
    thumbnails: Object.fromEntries(shown),
  };
}
