import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, extensions, languages } from 'vscode';
import * as v from 'valibot';
import { ENDPOINT_FILE, FilmOptionsSchema } from '../../../src/protocol/protocol.ts';

interface Manifest {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, { default: unknown; scope: string }> };
  };
}

describe('the extension in an editor', () => {
  const extension = extensions.getExtension('aura.aura-film');
  const manifest = extension?.packageJSON as Manifest;

  it('is found and activates', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('has every command that it names', async () => {
    const known = new Set(await commands.getCommands(true));
    for (const { command, category } of manifest.contributes.commands) {
      assert.ok(known.has(command), command);
      assert.equal(category, 'Aura');
    }
  });

  it('starts no engine by being there', () => {
    const data = process.env['AURA_DATA'];
    assert.ok(data);
    assert.equal(existsSync(join(data, ENDPOINT_FILE)), false);
  });

  it('has defaults that the engine accepts', () => {
    for (const [name, { default: value }] of Object.entries(manifest.contributes.configuration.properties)) {
      const schema = Object.entries(FilmOptionsSchema.entries).find(([key]) => `aura.${key}` === name)?.[1];
      if (schema && name !== 'aura.voice') assert.ok(v.is(schema, value), name);
    }
  });

  it('lets no workspace say which program is run, nor where a script is sent', () => {
    const { properties } = manifest.contributes.configuration;
    for (const [name, { scope }] of Object.entries(properties)) {
      if (/ffmpegPath|server|reconnect/.test(name)) assert.equal(scope, 'machine', name);
    }
    assert.ok('aura.server.url' in properties);
  });

  it('knows Fountain', async () => {
    assert.ok((await languages.getLanguages()).includes('fountain'));
  });
});
