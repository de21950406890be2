import type { NarrationSource, ScriptSource } from '../../protocol/protocol.ts';
import { readFountain } from './fountain/fountain.ts';
import { detectLanguage } from './language.ts';
import { readMarkdown } from './markdown/markdown.ts';
import type { FilmSettings } from './options/film.ts';
import { readPlain } from './plain.ts';
import { emptyScript } from './rules/emptyScript.ts';
import { oddCharacters } from './rules/oddCharacters.ts';
import type { Diagnostic, Scene, Script } from './scene.ts';
import { shortTitle } from './sceneTitle.ts';
import { createSource } from './source.ts';

export { detectFormat } from './format.ts';

const NO_SETTINGS: FilmSettings = { options: {}, cast: {}, marks: {} };

/**
 * Reads a script of any format. Pure, and never throws: what is wrong stands in `diagnostics`, each with its place. A script
 * with neither scenes nor a brief has the error `aura/empty-script`.
 *
 * @param options.narration which text of a scene is told; wins over the script's own `narration`.
 */
export function readScript(given: ScriptSource, options: { narration?: NarrationSource } = {}): Script {
  const source = createSource(given.text);
  const read = readFormat(given, source, options.narration);
  const { settings, scenes } = read;
  const diagnostics = [...oddCharacters(source), ...read.diagnostics];
  if (scenes.length === 0 && read.brief === undefined) {
    diagnostics.push(emptyScript(source, Object.keys(settings.marks).length > 0));
  }
  return {
    format: given.format,
    title: titleOf(given, settings, scenes, read.brief),
    ...(settings.author === undefined ? {} : { author: settings.author }),
    options: settings.options,
    cast: settings.cast,
    language: settings.language ?? detectLanguage(read.brief ?? sample(scenes)),
    ...(settings.music ? { music: settings.music } : {}),
    marks: settings.marks,
    scenes,
    ...(read.brief === undefined ? {} : { brief: read.brief }),
    diagnostics: diagnostics.sort((one, other) => one.range.start - other.range.start),
  };
}

function readFormat(
  given: ScriptSource,
  source: ReturnType<typeof createSource>,
  narration: NarrationSource | undefined,
): { settings: FilmSettings; scenes: readonly Scene[]; diagnostics: readonly Diagnostic[]; brief?: string } {
  if (given.format === 'markdown') return readMarkdown(source, narration);
  if (given.format === 'fountain') return readFountain(source);
  const { title, ...read } = readPlain(source);
  const settings = title === undefined ? NO_SETTINGS : { ...NO_SETTINGS, title };
  return { ...read, settings, diagnostics: [] };
}

/** The script's own title, else its first heading, else what the request or the file is called. Never empty. */
function titleOf(
  given: ScriptSource,
  settings: FilmSettings,
  scenes: readonly Scene[],
  brief: string | undefined,
): string {
  const [first] = scenes;
  const heading = first?.content.kind === 'title' ? first.content.title : undefined;
  const file = given.name?.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  return (
    [settings.title, given.title, heading, brief && shortTitle(brief), first?.title, file]
      .map((title) => title?.trim())
      .find((title) => title) ?? 'Untitled'
  );
}

function sample(scenes: readonly Scene[]): string {
  let text = '';
  for (const scene of scenes) {
    if (text.length > 20_000) break;
    text += `${scene.title} ${scene.narration.map((utterance) => utterance.text).join(' ')} `;
  }
  return text;
}
