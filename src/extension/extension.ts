import { hostname } from 'node:os';
import { join } from 'node:path';
import { env, type ExtensionContext, Uri, window } from 'vscode';
import { systemClock } from '../protocol/protocol.ts';
import { cancelJob } from './commands/cancelJob.ts';
import { clearHistory } from './commands/clearHistory.ts';
import { registerCommands } from './commands/command.ts';
import { connectToServer, disconnectFromServer, enterToken } from './commands/connectToServer.ts';
import { createContextKeys } from './commands/contextKeys.ts';
import { copyReport } from './commands/copyReport.ts';
import { downloadFilm } from './commands/downloadFilm.ts';
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
import { createConnections } from './connection/connections.ts';
import { connectServer } from './connection/connectServer.ts';
import { createEngine } from './connection/engine.ts';
import { createFfmpegFollower } from './connection/followFfmpeg.ts';
import { createServerFollower } from './connection/followServer.ts';
import { localHost } from './connection/host.ts';
import { createRecentServers } from './connection/recentServers.ts';
import { createTokens } from './connection/tokens.ts';
import { createWakeUps } from './connection/wakeUps.ts';
import { createFileMemory } from './jobs/fileMemory.ts';
import { createJobs } from './jobs/jobs.ts';
import { createJobMemory } from './jobs/memory.ts';
import { wakeableClock } from './lifetime/wakeableClock.ts';
import { createEndNotices } from './notices/endNotices.ts';
import { createTell } from './notices/tell.ts';
import { createChoice } from './panel/choice.ts';
import { createLogTails } from './panel/logTails.ts';
import { createMediaFolder } from './panel/mediaFolder.ts';
import { createPanel } from './panel/panel.ts';
import { connectPanel, panelFacts, shownTrouble } from './panel/panelView.ts';
import { createRenderLogs } from './jobs/renderLogs.ts';
import { createFilmPlaces } from './script/filmPlace.ts';
import { createScripts } from './script/scripts.ts';
import { createSettings } from './settings/settings.ts';
import { createStatusBar } from './status/statusBar.ts';
import { createDownloads } from './transfer/downloads.ts';
import { createSend } from './transfer/send.ts';

/** Ends what must not be left half done. Set once the extension is active. */
let leave = async (): Promise<void> => undefined;

/** The window closes: downloads clear away their parts. */
export function deactivate(): Promise<void> {
  return leave();
}

/** Builds the extension. Nothing is started: the engine comes with the first film, or with one that still runs. */
export function activate(context: ExtensionContext): void {
  const { extension, extensionUri, extensionPath, globalStorageUri, storageUri, secrets, globalState } =
    context;
  const version = String(extension.packageJSON.version);
  const mediaPath = join(globalStorageUri.fsPath, 'media');

  const log = window.createOutputChannel('Aura', { log: true });
  const memory = createFileMemory(Uri.joinPath(storageUri ?? globalStorageUri, 'window.json').fsPath, log);
  const jobMemory = createJobMemory(memory);
  const settings = createSettings(log);
  const scripts = createScripts();
  const places = createFilmPlaces();
  const tokens = createTokens(secrets);
  const recent = createRecentServers(globalState);
  const transferClock = wakeableClock(systemClock);

  const engine = createEngine({
    host: localHost(env.remoteName === undefined ? 'this computer' : hostname()),
    connect: () => connectEngine({ extensionPath, ffmpegPath: settings.ffmpegPath(), log }),
    stop: stopEngine,
  });
  const connections = createConnections({
    local: engine,
    connect: (origin) => connectServer(origin, tokens, settings.reconnect()),
    server: () => settings.server(),
    onDidChangeServer: settings.onDidChangeServer,
  });
  const jobs = createJobs({ connections, memory: jobMemory, log, history: 30 });
  const send = createSend({ connections, jobs, clock: transferClock });
  const downloads = createDownloads({ connections, jobs, memory: jobMemory, clock: transferClock, log });
  leave = () => downloads.stop();
  const wake = () => {
    connections.wake();
    transferClock.wake();
    downloads.resume();
  };
  const logTails = createLogTails(jobs, log);
  const read = (id: string, name: string) => jobs.ask(id, (client) => client.artifact(id, name));
  const media = createMediaFolder({ folder: mediaPath, read, clock: systemClock, log });
  const choice = createChoice(jobs, memory);

  const sources = { connections, jobs, scripts, media, choice, logTails };
  const panel = createPanel({
    extension: extensionUri,
    mediaFolder: Uri.file(mediaPath),
    state: panelFacts(sources),
    clock: systemClock,
    log,
  });

  const serverOf = (error: unknown) =>
    connections.all().find(({ host, trouble }) => !host.local && trouble === error)?.host;
  const isShown = (error: unknown) => panel.visible && shownTrouble(connections, jobs)?.error === error;
  const tell = createTell(log, isShown, serverOf);

  const servers = { connections, settings, tokens, recent };
  const commands = [
    generateVideo({ scripts, settings, places, connections, jobs, send, panel, tell }),
    cancelJob(jobs),
    retry(jobs, panel),
    showProgress(panel),
    openVideo(jobs),
    revealOutput(jobs),
    openRenderLog(jobs, log),
    runDemo(jobs, panel),
    newScript(),
    connectToServer(servers),
    disconnectFromServer(servers),
    enterToken(servers),
    downloadFilm(jobs, downloads, places),
    restartEngine(engine, jobs),
    openScript(),
    openSettings(extension),
    openArtifact(jobs),
    goToLine(),
    reconnect(wake, jobs),
    removeJob(jobs),
    clearHistory(jobs),
    copyReport(jobs, version),
    statusMenu(jobs, connections),
    showLog(log),
  ];

  context.subscriptions.push(
    log,
    settings,
    scripts,
    downloads,
    jobs,
    connections,
    logTails,
    media,
    choice,
    panel,
    connectPanel(panel, sources, tell),
    createStatusBar(jobs, connections, systemClock, 'aura.statusMenu'),
    createContextKeys(jobs, connections),
    createEndNotices(jobs, downloads, panel, tell),
    createRenderLogs(jobs),
    jobs.onDidStart(({ id }) => choice.begun(id)),
    createFfmpegFollower(settings, engine, jobs),
    createServerFollower({ settings, tokens, connections, jobs }),
    createWakeUps(jobs, systemClock, wake),
    registerCommands(commands, (error, command) => tell(error, { command })),
  );

  jobs.resume();
  downloads.resume();
}
