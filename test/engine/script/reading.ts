import { readFileSync } from 'node:fs';
import { detectFormat, readScript } from '../../../src/engine/script/read.ts';
import type { Scene, SceneContent, Script } from '../../../src/engine/script/scene.ts';
import type { NarrationSource, ScriptFormat } from '../../../src/protocol/protocol.ts';

export function read(text: string, format: ScriptFormat = 'markdown', narration?: NarrationSource): Script {
  return readScript({ format, text }, narration === undefined ? {} : { narration });
}

export function readFile(path: string): Script {
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  return readScript({ format: detectFormat(path, text), text, name: path });
}

/** The scene of that number, from 1. */
export function sceneOf(script: Script, number: number): Scene {
  const scene = script.scenes[number - 1];
  if (!scene) throw new Error(`There is no scene ${number}; there are ${script.scenes.length}.`);
  return scene;
}

/** The content of a script's only scene. */
export function contentOf(text: string): SceneContent {
  return sceneOf(read(text), 1).content;
}

export function kinds(script: Script): string[] {
  return script.scenes.map((scene) => scene.content.kind);
}

export function said(scene: Scene): string[] {
  return scene.narration.map((utterance) => utterance.text);
}

export function codes(script: Script): string[] {
  return script.diagnostics.map((diagnostic) => diagnostic.code);
}

/** What the fix of the first diagnostic of that code makes of the text. */
export function fixed(text: string, script: Script, code: string): string {
  const edits = script.diagnostics.find((diagnostic) => diagnostic.code === code)?.fixes[0]?.edits ?? [];
  return edits.reduceRight(
    (result, { range, text: replacement }) =>
      result.slice(0, range.start) + replacement + result.slice(range.end),
    text,
  );
}
