import { findFrontMatter } from '../markdown/frontMatterBlock.ts';
import type { ReadScenes } from '../markdown/markdown.ts';
import { createIdGiver } from '../identity.ts';
import { readFilmSettings } from '../options/film.ts';
import { readSceneDirectives, type SceneDirectives } from '../options/scene.ts';
import { readYaml, type YamlEntry } from '../options/yaml.ts';
import { SCENE_KEYS, nearestKey } from '../options/keys.ts';
import { yamlKey } from '../markdown/lines.ts';
import { invalidSettings } from '../rules/invalidSettings.ts';
import { remoteMedia } from '../rules/remoteMedia.ts';
import { isRemote } from '../mediaPath.ts';
import type { Diagnostic, MediaReference, Scene, SceneContent, SceneSettings, Utterance } from '../scene.ts';
import { isSpeakable, spokenText } from '../speech.ts';
import { shortTitle } from '../sceneTitle.ts';
import type { Source, Span } from '../source.ts';
import { readElements } from './elements.ts';
import { type FountainNote, maskNotes } from './mask.ts';
import { type Beat, divideIntoBeats } from './beats.ts';
import { readTitlePage, type TitlePage } from './titlePage.ts';

/** Reads a screenplay: Fountain 1.1 with `[[key: value]]` notes as settings of the scene they stand in. */
export function readFountain(source: Source): ReadScenes {
  const diagnostics: Diagnostic[] = [];
  const front = findFrontMatter(source);
  const yaml = front
    ? readYaml(source.text.slice(front.yaml.start, front.yaml.end), front.yaml.start)
    : { entries: [], problems: [] };
  diagnostics.push(...yaml.problems.map((problem) => invalidSettings(source, problem)));
  const masked = maskNotes(source);
  diagnostics.push(...masked.diagnostics);
  const page = readTitlePage(source, masked.text, front?.nextLine ?? 0);
  const settings = readFilmSettings(source, [...yaml.entries, ...(page?.entries ?? [])], diagnostics);
  if (page?.title !== undefined) settings.title ??= page.title;
  if (page?.authors !== undefined) settings.author ??= page.authors;

  const elements = readElements(source, masked.text, page?.nextLine ?? front?.nextLine ?? 0);
  const bodyStart = page?.span.end ?? 0;
  const beats = divideIntoBeats(
    elements,
    directiveNotes(masked.notes).filter((note) => note.span.start >= bodyStart),
  );
  const giveId = createIdGiver();
  const scenes: Scene[] = [];
  const title = titleScene(source, page);
  if (title) scenes.push({ ...title, id: giveId(title.title) });
  beats.forEach((beat) => {
    const scene = sceneOf(source, beat, scenes.length + 1, settings.transition, diagnostics);
    const text = source.text.slice(scene.range.start, scene.range.end);
    scenes.push({ ...scene, id: giveId(`${beat.heading ?? ''}\n${text}`) });
  });
  return { settings, scenes, diagnostics };
}

/** Notes that set something; the others are remarks to people. */
function directiveNotes(notes: readonly FountainNote[]): FountainNote[] {
  return notes.filter((note) => {
    const text = note.text.trim();
    const key = yamlKey(text.split(/[\r\n]/, 1)[0] ?? '');
    if (key === undefined || text.length > 2000) return false;
    const lower = key.toLowerCase();
    if (lower === 'note' || lower === 'notes') return false;
    if (SCENE_KEYS.some((known) => known === lower)) return true;
    return text.split(/\s+/).length <= 4 && key === lower && nearestKey(key, SCENE_KEYS) !== undefined;
  });
}

function titleScene(source: Source, page: TitlePage | undefined): Scene | undefined {
  if (page?.title === undefined) return undefined;
  const range = source.range(page.span.start, page.span.end);
  const by = [page.credit, page.authors].filter((text) => text !== undefined).join(' ');
  const credits = [by, page.source].filter((text): text is string => text !== undefined && text !== '');
  return {
    id: '',
    number: 1,
    line: range.line,
    range,
    title: page.title,
    content: { kind: 'title', title: page.title, ...(credits.length > 0 ? { credits } : {}) },
    narration: [page.title, ...(page.credit && by ? [by] : [])].map((text) => ({ text, range })),
    settings: {},
    marks: {},
  };
}

function sceneOf(
  source: Source,
  beat: Beat,
  number: number,
  transition: SceneSettings['transition'],
  diagnostics: Diagnostic[],
): Scene {
  const directives = readSceneDirectives(source, noteEntries(source, beat.notes, diagnostics), diagnostics);
  const media = mediaOf(source, directives, diagnostics);
  const content = contentOf(beat, media);
  const onScreen = content.kind === 'dialogue';
  let item = 0;
  const narration = beat.elements.map((element): Utterance => {
    const range = source.range(element.span.start, element.span.end);
    const text = spokenText(element.text);
    if (element.kind === 'action') return { text, range };
    return { text, speaker: element.speaker, range, ...(onScreen ? { item: item++ } : {}) };
  });
  const eyebrow = directives.eyebrow ?? beat.heading;
  const entering = beat.transition ?? transition;
  const [firstElement] = beat.elements;
  const named = content.kind === 'end' ? content.title : (beat.heading ?? firstElement?.text);
  return {
    id: '',
    number,
    line: source.lineAt(beat.span.start) + 1,
    range: source.range(beat.span.start, beat.span.end),
    title: directives.title ?? shortTitle(named || `Scene ${number}`),
    ...(eyebrow !== undefined && content.kind !== 'end' ? { eyebrow } : {}),
    content,
    narration: narration.filter((utterance) => isSpeakable(utterance.text)),
    settings: { ...(entering ? { transition: entering } : {}), ...directives.settings },
    marks: directives.marks,
  };
}

function noteEntries(source: Source, notes: readonly FountainNote[], diagnostics: Diagnostic[]): YamlEntry[] {
  return notes.flatMap(({ text, span }) => {
    const yaml = readYaml(text, span.start);
    diagnostics.push(...yaml.problems.map((problem) => invalidSettings(source, problem)));
    return yaml.entries;
  });
}

function mediaOf(
  source: Source,
  directives: SceneDirectives,
  diagnostics: Diagnostic[],
): MediaReference | undefined {
  if (!directives.image) return undefined;
  const { path, span }: { path: string; span: Span } = directives.image;
  if (!isRemote(path)) return { path, alt: '', range: source.range(span.start, span.end) };
  diagnostics.push(remoteMedia(source, path, span));
  return undefined;
}

const ENDING = /^(?:the end|fin|ende|fine|fim|конец|終|终)[.!]?$/i;

function contentOf(beat: Beat, media: MediaReference | undefined): SceneContent {
  if (media) return { kind: 'picture', media };
  const lines = beat.elements.flatMap((element) =>
    element.kind === 'dialogue' ? [{ speaker: element.speaker, text: element.text }] : [],
  );
  if (lines.length > 0) return { kind: 'dialogue', lines };
  const paragraphs = beat.elements.map((element) => element.text);
  const [first, ...rest] = paragraphs;
  if (beat.last && first !== undefined && ENDING.test(first))
    return { kind: 'end', title: first, lines: rest };
  if (first === undefined) return { kind: 'title', title: beat.heading ?? '' };
  return { kind: 'text', paragraphs };
}
