import type { NarrationSource } from '../../../protocol/protocol.ts';
import { createIdGiver } from '../identity.ts';
import { type FilmSettings, readFilmSettings } from '../options/film.ts';
import { readYaml } from '../options/yaml.ts';
import { emptyScene } from '../rules/emptyScene.ts';
import { invalidSettings } from '../rules/invalidSettings.ts';
import type { Diagnostic, Scene } from '../scene.ts';
import type { Source } from '../source.ts';
import { cutMarkdown, type SceneChunk } from './cut.ts';
import { buildScene, type SceneContext } from './scene.ts';

/** A script's scenes with what it says of the film. */
export interface ReadScenes {
  settings: FilmSettings;
  scenes: readonly Scene[];
  diagnostics: readonly Diagnostic[];
}

/** Reads a Markdown script: a film of scenes, a Marp or Slidev deck, or an article. Time is linear in its length. */
export function readMarkdown(source: Source, narration: NarrationSource | undefined): ReadScenes {
  const cut = cutMarkdown(source);
  const diagnostics: Diagnostic[] = [...cut.diagnostics];
  const front = cut.frontMatter ?? { start: 0, end: 0 };
  const yaml = readYaml(source.text.slice(front.start, front.end), front.start);
  diagnostics.push(...yaml.problems.map((problem) => invalidSettings(source, problem)));
  const settings = readFilmSettings(source, yaml.entries, diagnostics);
  const isSlide = ({ frontMatter }: SceneChunk): boolean =>
    frontMatter !== undefined && /^layout:/m.test(source.text.slice(frontMatter.start, frontMatter.end));
  if (!settings.deck && cut.chunks.some(isSlide)) settings.deck = 'slidev';

  const giveId = createIdGiver();
  const context: SceneContext = {
    source,
    settings,
    definitions: cut.definitions,
    narration: narration ?? settings.options.narration ?? 'auto',
    names: new Set(Object.keys(settings.cast).map((name) => name.toUpperCase())),
    diagnostics,
    giveId,
  };
  const scenes: Scene[] = [];
  let part: string | undefined;
  cut.chunks.forEach((chunk, index) => {
    const place = { first: scenes.length === 0, last: index === cut.chunks.length - 1 };
    const built = buildScene(context, chunk, { ...place, number: scenes.length + 1, part });
    if (!built) {
      const at = chunk.end > chunk.start ? chunk : (chunk.separator ?? chunk);
      diagnostics.push(emptyScene(source, at));
      return;
    }
    // A slide is no part because its heading is large: only one that is a title.
    if (built.part !== undefined && (cut.atHeadings || built.scenes[0]?.content.kind === 'title'))
      part = built.part;
    scenes.push(...built.scenes);
  });
  return { settings, scenes, diagnostics };
}
