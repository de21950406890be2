import { basename, dirname } from 'node:path';
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import { isTerminal, type JobSnapshot } from '../../protocol/protocol.ts';
import type { Connections } from '../connection/connections.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Tell } from '../notices/tell.ts';
import type { Panel } from '../panel/panel.ts';
import type { FilmPlaces } from '../script/filmPlace.ts';
import { type OpenScript, scriptRequest } from '../script/scriptFile.ts';
import { isBlank, isScript, type Scripts } from '../script/scripts.ts';
import type { Settings } from '../settings/settings.ts';
import type { Send } from '../transfer/send.ts';
import type { Command } from './command.ts';

export interface GenerateVideoParts {
  scripts: Scripts;
  settings: Settings;
  places: FilmPlaces;
  connections: Connections;
  jobs: Jobs;
  send: Send;
  panel: Panel;
  tell: Tell;
}

/** Makes a film of the script in the editor, with what is on screen, saved or not. */
export function generateVideo(parts: GenerateVideoParts): Command {
  const { scripts, settings, places, connections, jobs, send, panel, tell } = parts;
  const id = 'aura.generateVideo';
  /** The text each running job was made from, so that a second press does not make the same film twice. */
  const texts = new Map<string, string>();
  /** The same of films that are being sent to their server. */
  const sending = new Set<string>();

  const isRunning = (script: string, text: string) =>
    sending.has(`${script}\n${text}`) ||
    jobs.all().some(({ snapshot }) => {
      if (isTerminal(snapshot.status)) texts.delete(snapshot.id);
      return jobs.scriptOf(snapshot.id) === script && texts.get(snapshot.id) === text;
    });

  const begin = async (
    open: OpenScript,
    place: { path: string; replace: boolean },
    script: string,
  ): Promise<JobSnapshot | undefined> => {
    if (connections.current().host.local) return jobs.start(scriptRequest(open, place), { script });
    const key = `${script}\n${open.text}`;
    sending.add(key);
    try {
      return await send(open, { script, place });
    } finally {
      sending.delete(key);
    }
  };

  return {
    id,
    async run(target) {
      if (!(await mayGenerate())) return;
      const document = target instanceof Uri ? await workspace.openTextDocument(target) : scripts.current();
      if (!document || !isScript(document)) return void sayNoScript();
      if (isBlank(document)) return void sayEmpty(document);
      const script = document.uri.toString();
      const text = document.getText();
      if (isRunning(script, text)) return panel.show();
      const film = await places.of(document);
      if (!film) return;
      const folder = folderOf(document);
      const open = {
        languageId: document.languageId,
        name: basename(document.uri.path),
        text,
        settings: settings.film(document),
        ...(folder === undefined ? {} : { folder }),
      };
      panel.show();
      try {
        const job = await begin(open, film, script);
        if (job) texts.set(job.id, text);
      } catch (error) {
        tell(error, { command: id, script });
      }
    },
  };
}

function folderOf(document: TextDocument): string | undefined {
  if (!document.isUntitled) return dirname(document.uri.fsPath);
  return workspace.workspaceFolders?.[0]?.uri.fsPath;
}

/** A script names files that are read, so its folder must be trusted. */
async function mayGenerate(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const manage = 'Manage Trust…';
  const message =
    'Aura reads the pictures and sounds that a script names. It makes films once you trust this folder.';
  const choice = await window.showWarningMessage(message, manage);
  if (choice === manage) await commands.executeCommand('workbench.trust.manage');
  return false;
}

async function sayNoScript(): Promise<void> {
  const offers = new Map([
    ['Open Script…', 'aura.openScript'],
    ['New Script', 'aura.newScript'],
    ['Run Demo', 'aura.runDemo'],
  ]);
  const message = 'No script is open. Aura makes films of Markdown, Fountain and plain text.';
  const choice = await window.showInformationMessage(message, ...offers.keys());
  const command = choice === undefined ? undefined : offers.get(choice);
  if (command !== undefined) await commands.executeCommand(command);
}

async function sayEmpty(document: TextDocument): Promise<void> {
  const message = `${basename(document.uri.path)} is empty. Write a heading and a sentence below it: that is already a film.`;
  const choice = await window.showInformationMessage(message, 'New Script');
  if (choice !== undefined) await commands.executeCommand('aura.newScript');
}
