import { homedir, hostname } from 'node:os';
import { basename } from 'node:path';
import { commands, env } from 'vscode';
import { AuraError, type PanelIntent, type PanelState, systemClock } from '../../protocol/protocol.ts';
import type { Engine } from '../connection/engine.ts';
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
  engine: Engine;
  jobs: Jobs;
  scripts: Scripts;
  media: MediaFolder;
  choice: Choice;
  logTails: LogTails;
}

/** Gathers what the panel shows now. */
export function panelFacts({ engine, jobs, scripts, media, choice, logTails }: PanelFactSources) {
  return (uri: (path: string) => string): PanelState => {
    const script = scripts.current();
    return panelState({
      host: { label: env.remoteName === undefined ? 'this computer' : hostname(), local: true },
      jobs: jobs.all(),
      chosen: choice.id(),
      script: script && { name: basename(script.uri.path), empty: isBlank(script) },
      trouble: engine.trouble,
      mediaOf: (snapshot) => toUris(media.of(snapshot), uri),
      logTailOf: (id) => logTails.of(id),
      home: homedir(),
      nowMs: systemClock.now(),
    });
  };
}

/** Sends the panel what has changed, and carries out what it is asked. */
export function connectPanel(panel: Panel, sources: PanelFactSources, tell: Tell): Disposable {
  const { engine, jobs, scripts, media, choice, logTails } = sources;
  const changes = [engine, jobs, scripts, media, choice, logTails];
  const whenSeen = () => {
    if (!panel.visible) return;
    jobs
      .refresh()
      .then(() => media.keepOnly(jobs.all().map(({ snapshot }) => snapshot.id)))
      .catch((error: unknown) => tell(error, { command: 'panel', quiet: true }));
  };
  return disposeAll(
    ...changes.map(({ onDidChange }) => onDidChange(() => panel.update())),
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
      const argument =
        intent.action === 'openSettings' ? settingFor(errorCode(intent.jobId, sources)) : intent.jobId;
      await commands.executeCommand(command, argument);
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

/** What is wrong with the job, or with the engine when no job is meant. */
function errorCode(jobId: string | undefined, { engine, jobs }: PanelFactSources): string | undefined {
  return jobId === undefined ? engine.trouble?.code : jobs.find(jobId)?.snapshot.errors[0]?.code;
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
