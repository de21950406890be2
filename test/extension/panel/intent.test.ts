import assert from 'node:assert/strict';
import { ACTION_COMMANDS, parseIntent } from '../../../src/extension/panel/intent.ts';
import { createRequire } from 'node:module';

describe('what a webview asks for', () => {
  const right = [
    { type: 'ready' },
    { type: 'action', action: 'cancel', jobId: 'a' },
    { type: 'action', action: 'runDemo' },
    { type: 'choose', jobId: 'a' },
    { type: 'goToLine', jobId: 'a', line: 3 },
    { type: 'openArtifact', jobId: 'a', name: 'film.mp4' },
    { type: 'copy', text: 'x' },
  ];
  for (const intent of right) {
    it(`is understood: ${JSON.stringify(intent)}`, () => assert.deepEqual(parseIntent(intent), intent));
  }

  const wrong = [
    undefined,
    'ready',
    { type: 'action', action: 'workbench.action.quit' },
    { type: 'action', action: 'toString' },
    { type: 'goToLine', jobId: 'a', line: 0 },
    { type: 'goToLine', jobId: 'a', line: '3' },
    { type: 'run', command: 'aura.cancelJob' },
  ];
  for (const message of wrong) {
    it(`is refused: ${JSON.stringify(message)}`, () => assert.equal(parseIntent(message), undefined));
  }

  it('leads only to our own commands', () => {
    for (const command of Object.values(ACTION_COMMANDS)) assert.match(command, /^aura\.[a-zA-Z]+$/);
  });
});

describe('package.json', () => {
  const manifest = createRequire(import.meta.url)('../../../package.json') as {
    contributes: { commands: { command: string }[]; menus: Record<string, { command: string }[]> };
  };
  it('offers in menus only commands that it names', () => {
    const named = new Set(manifest.contributes.commands.map(({ command }) => command));
    for (const { command } of Object.values(manifest.contributes.menus).flat()) {
      assert.ok(named.has(command), command);
    }
  });
});
