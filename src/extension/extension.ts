import { join } from 'node:path';
import { type ExtensionContext, Uri, window } from 'vscode';
import { systemClock } from '../protocol/protocol.ts';
import { cancelJob } from './commands/cancelJob.ts';
import { clearHistory } from './commands/clearHistory.ts';
import { registerCommands } from './commands/command.ts';
import { createContextKeys } from './commands/contextKeys.ts';
import { copyReport } from './commands/copyReport.ts';
import { generateVideo } from './commands/generateVideo.ts';
import { goToLine } from './commands/goToLine.ts';
import { newScript } from './commands/newScript.ts';
import { openArtifact } from './commands/openArtifact.ts';
import { openRenderLog } from './commands/openRenderLog.ts';
import { openScript } from './commands/openScript.ts';
import { openSettings } from './commands/openSettings.ts';
import { openVideo } from './commands/openVideo.ts';
import { reconnect } from './commands/reconnect.ts';
import { removeJob } from './commands/removeJob.ts';
import { restartEngine } from './commands/restartEngine.ts';
import { retry } from './commands/retry.ts';
import { revealOutput } from './commands/revealOutput.ts';
import { runDemo } from './commands/runDemo.ts';
import { showLog } from './commands/showLog.ts';
import { showProgress } from './commands/showProgress.ts';
import { statusMenu } from './commands/statusMenu.ts';
import { connectEngine, stopEngine } from './connection/connectEngine.ts';
import { createEngine } from './connection/engine.ts';
import { createFfmpegFollower } from './connection/followFfmpeg.ts';
import { createFileMemory } from './jobs/fileMemory.ts';
import { createJobs } from './jobs/jobs.ts';
import { createJobMemory } from './jobs/memory.ts';
import { createEndNotices } from './notices/endNotices.ts';
import { createTell } from './notices/tell.ts';
import { createChoice } from './panel/choice.ts';
import { createLogTails } from './panel/logTails.ts';
import { createMediaFolder } from './panel/mediaFolder.ts';
import { createPanel } from './panel/panel.ts';
import { connectPanel, panelFacts } from './panel/panelView.ts';
import { createRenderLogs } from './jobs/renderLogs.ts';
import { createFilmPlaces } from './script/filmPlace.ts';
import { createScripts } from './script/scripts.ts';
import { createSettings } from './settings/settings.ts';
import { createStatusBar } from './status/statusBar.ts';

/** Builds the extension. Nothing is started: the engine comes with the first film, or with one that still runs. */
export function activate(context: ExtensionContext): void {
  const { extension, extensionUri, extensionPath, globalStorageUri, storageUri } = context;
  const version = String(extension.packageJSON.version);
  const mediaPath = join(globalStorageUri.fsPath, 'media');

  const log = window.createOutputChannel('Aura', { log: true });
  const memory = createFileMemory(Uri.joinPath(storageUri ?? globalStorageUri, 'window.json').fsPath, log);
  const settings = createSettings(log);
  const scripts = createScripts();
  const places = createFilmPlaces();

  const engine = createEngine({
    connect: () => connectEngine({ extensionPath, ffmpegPath: settings.ffmpegPath(), log }),
    stop: stopEngine,
  });
  const jobs = createJobs({ engine, memory: createJobMemory(memory), log, history: 30 });
  const logTails = createLogTails(engine, jobs, log);
  const read = async (id: string, name: string) => (await engine.client()).artifact(id, name);
  const media = createMediaFolder({ folder: mediaPath, read, log });
  const choice = createChoice(jobs, memory);

  const sources = { engine, jobs, scripts, media, choice, logTails };
  const panel = createPanel({
    extension: extensionUri,
    mediaFolder: Uri.file(mediaPath),
    state: panelFacts(sources),
    clock: systemClock,
    log,
  });

  const tell = createTell(log, (error) => panel.visible && error === engine.trouble);

  const commands = [
    generateVideo({ scripts, settings, places, jobs, panel, tell }),
    cancelJob(jobs),
    retry(jobs, panel),
    showProgress(panel),
    openVideo(jobs),
    revealOutput(jobs),
    openRenderLog(jobs, log),
    runDemo(jobs, panel),
    newScript(),
    restartEngine(engine, jobs),
    openScript(),
    openSettings(extension),
    openArtifact(jobs),
    goToLine(),
    reconnect(engine, jobs),
    removeJob(jobs),
    clearHistory(jobs),
    copyReport(engine, jobs, version),
    statusMenu(jobs),
    showLog(log),
  ];

  context.subscriptions.push(
    log,
    settings,
    scripts,
    engine,
    jobs,
    logTails,
    media,
    choice,
    panel,
    connectPanel(panel, sources, tell),
    createStatusBar(jobs, 'aura.statusMenu'),
    createContextKeys(jobs),
    createEndNotices(jobs, panel),
    createRenderLogs(engine, jobs),
    jobs.onDidStart(({ id }) => choice.begun(id)),
    createFfmpegFollower(settings, engine, jobs),
    registerCommands(commands, (error, command) => tell(error, { command })),
  );

  jobs.resume();
}
