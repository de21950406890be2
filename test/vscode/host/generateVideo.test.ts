import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { ConfigurationTarget, window, workspace } from 'vscode';
import {
  AuraError,
  type GenerateRequest,
  type ScriptRequest,
  systemClock,
} from '../../../src/protocol/protocol.ts';
import { generateVideo } from '../../../src/extension/commands/generateVideo.ts';
import { createJobMemory } from '../../../src/extension/jobs/memory.ts';
import { createJobs } from '../../../src/extension/jobs/jobs.ts';
import { createFilmPlaces, type FilmPlaces } from '../../../src/extension/script/filmPlace.ts';
import { createScripts } from '../../../src/extension/script/scripts.ts';
import { createSettings } from '../../../src/extension/settings/settings.ts';
import { createSend } from '../../../src/extension/transfer/send.ts';
import { memoryOf, scriptedClient, scriptedHosts, snapshotOf } from '../../extension/scripted.ts';
import { closeAll, openFile, openUntitled, type, until } from './documents.ts';

/** The command with everything real but the engine and the panel. */
function commandWith(options: { places?: FilmPlaces; refuse?: AuraError; server?: string } = {}) {
  const script = scriptedClient();
  const requests: GenerateRequest[] = [];
  const told: unknown[] = [];
  let shown = 0;
  const client = {
    ...script.client,
    async start(request: GenerateRequest) {
      requests.push(request);
      if (options.refuse) throw options.refuse;
      return script.client.start(request);
    },
  };
  const { connections } = scriptedHosts(
    options.server === undefined ? { local: client } : { [options.server]: client },
    options.server,
  );
  const log = { warn: () => undefined };
  const jobs = createJobs({ connections, memory: createJobMemory(memoryOf()), log, history: 30 });
  const silent = { event: () => ({ dispose: () => undefined }) };
  const panel = {
    show: () => void (shown += 1),
    visible: false,
    update: () => undefined,
    onDidChangeVisibility: silent.event,
    onIntent: silent.event,
    dispose: () => undefined,
  };
  const scripts = createScripts();
  const settings = createSettings(log);
  const places = options.places ?? createFilmPlaces();
  const command = generateVideo({
    scripts,
    settings,
    places,
    connections,
    jobs,
    send: createSend({ connections, jobs, clock: systemClock }),
    panel,
    tell: (error) => void told.push(error),
  });
  return {
    run: (...args: readonly unknown[]) => command.run(...args),
    requests: requests as ScriptRequest[],
    told,
    script,
    shown: () => shown,
    current: () => scripts.current(),
    dispose: () => [scripts, settings, jobs].forEach((part) => part.dispose()),
  };
}

describe('Generate Video', () => {
  beforeEach(closeAll);
  after(closeAll);

  it('sends what is on screen, unsaved words too, and puts the film beside the script', async () => {
    const editor = await openFile('Größe & mehr.md', 'saved');
    const command = commandWith();
    await type(editor, '# Typed\n\n');
    await command.run();
    const [request] = command.requests;
    assert.equal(request?.script.text, '# Typed\n\nsaved');
    assert.equal(request.script.name, 'Größe & mehr.md');
    assert.equal(request.localBase, dirname(editor.document.uri.fsPath));
    assert.equal(request.localOutput, join(dirname(editor.document.uri.fsPath), 'Größe & mehr.mp4'));
    assert.equal(request.overwrite, false);
    assert.equal(editor.document.isDirty, true);
    assert.equal(command.shown(), 1);
    command.dispose();
  });

  it('does not make the same film twice at once', async () => {
    const editor = await openFile('a.md', '# A');
    const command = commandWith();
    await command.run();
    await command.run();
    assert.equal(command.requests.length, 1);
    await type(editor, 'changed ');
    await command.run();
    assert.equal(command.requests.length, 2);
    command.dispose();
  });

  it('makes it again when the first one has ended', async () => {
    await openFile('a.md', '# A');
    const command = commandWith();
    await command.run();
    await until(() => command.script.watching('new-1') === 1, 'the job is followed');
    const snapshot = snapshotOf('new-1', { status: 'Done', percent: 100 });
    command.script.push({ snapshot, connection: { kind: 'live' } });
    await until(() => command.script.watching('new-1') === 0, 'the job has ended');
    await command.run();
    assert.equal(command.requests.length, 2);
    command.dispose();
  });

  it('asks for an unsaved script where the film goes, and takes no for an answer', async () => {
    await openUntitled('markdown', '# A');
    const answers = [undefined, { path: '/films/a.mp4', replace: true }];
    const command = commandWith({
      places: { of: async () => answers.shift(), ask: async () => undefined },
    });
    await command.run();
    assert.equal(command.requests.length, 0);
    await command.run();
    assert.equal(command.requests[0]?.localOutput, '/films/a.mp4');
    assert.equal(command.requests[0]?.overwrite, true);
    command.dispose();
  });

  it('passes the settings of the folder as defaults', async () => {
    await openFile('a.md', '# A');
    const configuration = workspace.getConfiguration('aura');
    await configuration.update('fps', 25, ConfigurationTarget.Global);
    const command = commandWith();
    await command.run();
    await configuration.update('fps', undefined, ConfigurationTarget.Global);
    assert.equal(command.requests[0]?.defaults?.fps, 25);
    command.dispose();
  });

  it('starts nothing for an empty script, nor where there is none', async () => {
    const command = commandWith();
    await command.run();
    await openFile('empty.md', ' \n\n');
    await until(() => command.current() !== undefined, 'the script is current');
    await command.run();
    assert.deepEqual(command.requests, []);
    assert.equal(command.shown(), 0);
    command.dispose();
  });

  it('takes the file that it is called for before the one in the editor', async () => {
    const other = await openFile('other.md', '# Other');
    await openFile('front.md', '# Front');
    const command = commandWith();
    await command.run(other.document.uri);
    assert.equal(command.requests[0]?.script.name, 'other.md');
    assert.equal(window.activeTextEditor?.document.uri.path.endsWith('front.md'), true);
    command.dispose();
  });

  it('names no path of this machine to a server', async () => {
    await openFile('a.md', '# A');
    const command = commandWith({ server: 'https://studio.example.org' });
    await command.run();
    const [request] = command.requests;
    assert.equal(request?.script.name, 'a.md');
    assert.equal(request.localBase, undefined);
    assert.equal(request.localOutput, undefined);
    assert.deepEqual(request.assets, {});
    command.dispose();
  });

  it('tells why a film cannot be made', async () => {
    await openFile('a.md', '---\n---');
    const refuse = new AuraError('E422-SCRIPT', 'There is no scene');
    const command = commandWith({ refuse });
    await command.run();
    assert.deepEqual(command.told, [refuse]);
    command.dispose();
  });
});
