import type { NarrationSource } from '../../../protocol/protocol.ts';
import type { FilmSettings } from '../options/film.ts';
import { readSceneDirectives, type SceneDirectives } from '../options/scene.ts';
import { readYaml, type YamlEntry } from '../options/yaml.ts';
import { cardMismatch } from '../rules/cardMismatch.ts';
import { invalidSettings } from '../rules/invalidSettings.ts';
import { plainText } from '../rules/plainText.ts';
import { remoteMedia } from '../rules/remoteMedia.ts';
import { severalPictures } from '../rules/severalPictures.ts';
import { unbracketedPath } from '../rules/unbracketedPath.ts';
import { continueScene } from '../continuation.ts';
import { isRemote } from '../mediaPath.ts';
import type { Diagnostic, MediaReference, Scene, SceneContent, SceneSettings } from '../scene.ts';
import type { Source, Span } from '../source.ts';
import type { CommentDraft, ImageDraft } from './blocks.ts';
import { askedCard, type ChosenCard, chooseCard, sceneImage } from './card.ts';
import { readComment } from './comments.ts';
import type { SceneChunk } from './cut.ts';
import { narrate, type Note, noteParagraphs } from './narration.ts';
import { partsOf, type SceneParts } from './parts.ts';
import { readSceneCached } from './sceneCache.ts';
import { sceneTitle } from '../sceneTitle.ts';

/** What all scenes of a script share while it is read. */
export interface SceneContext {
  source: Source;
  settings: FilmSettings;
  definitions: ReadonlyMap<string, string>;
  narration: NarrationSource;
  /** Speakers of the cast, in capitals. */
  names: ReadonlySet<string>;
  diagnostics: Diagnostic[];
  giveId(text: string): string;
}

interface Place {
  first: boolean;
  last: boolean;
  number: number;
  /** The `#` heading that the scene stands under. */
  part: string | undefined;
}

/** Makes the scene of a chunk, or several where its text is too long for one. `undefined` when there is nothing in it. */
export function buildScene(
  context: SceneContext,
  chunk: SceneChunk,
  place: Place,
): { scenes: Scene[]; part?: string } | undefined {
  const { source, diagnostics } = context;
  const text = source.text.slice(chunk.start, chunk.end);
  const read = readSceneCached(text, context.definitions);
  diagnostics.push(
    ...read.plain.map(({ reason, span }) => plainText(source, reason, shift(span, chunk.start))),
  );
  const parts = partsOf(read, text, context.names);
  const { entries, notes } = readComments(context, chunk, read.comments);
  const directives = readSceneDirectives(source, entries, diagnostics);
  const allNotes = [
    ...notes,
    ...directives.notes.map((note) => ({ text: note.text, span: shift(note.span, -chunk.start) })),
  ];

  const media = chooseMedia(context, chunk, parts.images, directives);
  const card = pickCard(directives, parts, media, place, diagnostics) ?? cardOfNotes(allNotes);
  if (!card) return undefined;

  const [heading] = parts.headings;
  const isPart = heading?.depth === 1;
  const eyebrow =
    directives.eyebrow ?? (heading && !isPart && card.content.kind !== 'end' ? place.part : undefined);
  const wanted = directives.narration ?? context.narration;
  const narration = narrate(wanted, allNotes, parts, card);
  const tellsProse = wanted === 'text' || (wanted === 'auto' && allNotes.length === 0);
  const scene: Scene = {
    id: '',
    number: place.number,
    line: source.lineAt(heading ? chunk.start + heading.span.start : chunk.start) + 1,
    range: source.range(chunk.start, chunk.end),
    title: directives.title ?? sceneTitle(card.content, narration[0]?.text, place.number),
    ...(eyebrow !== undefined && eyebrow !== heading?.prose.shown ? { eyebrow } : {}),
    content: withCredits(card.content, context.settings, place),
    narration: narration.map(({ span, ...utterance }) => {
      const { start, end } = shift(span, chunk.start);
      return { ...utterance, range: source.range(start, end) };
    }),
    settings: withDefaults(directives.settings, context.settings),
    marks: directives.marks,
  };
  const id = context.giveId(text);
  return {
    scenes: continueScene(scene, tellsProse).map((part, index) => ({
      ...part,
      id: index === 0 ? id : `${id}.${index}`,
      number: place.number + index,
    })),
    ...(isPart ? { part: heading.prose.shown.replace(/\s+/g, ' ') } : {}),
  };
}

function readComments(
  context: SceneContext,
  chunk: SceneChunk,
  comments: readonly CommentDraft[],
): { entries: YamlEntry[]; notes: Note[] } {
  const { source, diagnostics } = context;
  const entries: YamlEntry[] = [];
  const notes: Note[] = [];
  function readEntries(text: string, start: number): void {
    const yaml = readYaml(text, start);
    entries.push(...yaml.entries);
    diagnostics.push(...yaml.problems.map((problem) => invalidSettings(source, problem)));
  }
  if (chunk.frontMatter) {
    readEntries(source.text.slice(chunk.frontMatter.start, chunk.frontMatter.end), chunk.frontMatter.start);
  }
  for (const comment of comments) {
    const { settings, note } = readComment(comment);
    if (settings) readEntries(settings.text, chunk.start + settings.start);
    // Slidev takes only the comment at the end of a slide for its notes.
    const isLast = chunk.start + comment.span.end >= chunk.end;
    if (note && (context.settings.deck !== 'slidev' || isLast))
      notes.push(...noteParagraphs(note.text, note.start));
  }
  return { entries, notes };
}

function chooseMedia(
  context: SceneContext,
  chunk: SceneChunk,
  images: readonly ImageDraft[],
  directives: SceneDirectives,
): MediaReference | undefined {
  const { source, diagnostics } = context;
  const local: { image: ImageDraft; span: Span }[] = [];
  for (const image of images) {
    const span = shift(image.span, chunk.start);
    if (image.path === '') continue;
    if (isRemote(image.path)) diagnostics.push(remoteMedia(source, image.path, span));
    else local.push({ image, span });
    if (image.unbracketed) diagnostics.push(unbracketedPath(source, span));
  }
  if (directives.image) {
    const { path, span } = directives.image;
    if (!isRemote(path)) return { path, alt: '', range: source.range(span.start, span.end) };
    diagnostics.push(remoteMedia(source, path, span));
  }
  const image = sceneImage(local.map((candidate) => candidate.image));
  const chosen = local.find((candidate) => candidate.image === image);
  diagnostics.push(
    ...local.filter((other) => other !== chosen).map((other) => severalPictures(source, other.span)),
  );
  if (!chosen) return undefined;
  const { start, end } = chosen.span;
  return { path: chosen.image.path, alt: chosen.image.alt, range: source.range(start, end) };
}

function pickCard(
  directives: SceneDirectives,
  parts: SceneParts,
  media: MediaReference | undefined,
  place: Place,
  diagnostics: Diagnostic[],
): ChosenCard | undefined {
  const { card, marks } = directives;
  const asked =
    card && (card !== 'text' || parts.headings.length + parts.paragraphs.length > 0)
      ? askedCard(card, parts, media)
      : undefined;
  if (asked) return asked;
  if (card && marks['card']) diagnostics.push(cardMismatch(marks['card'], card));
  return chooseCard(parts, media, place);
}

/** A scene of notes alone shows them. */
function cardOfNotes(notes: readonly Note[]): ChosenCard | undefined {
  if (notes.length === 0) return undefined;
  return { content: { kind: 'text', paragraphs: notes.map((note) => note.text) }, shown: [] };
}

/** The first title names the author. */
function withCredits(content: SceneContent, { author }: FilmSettings, place: Place): SceneContent {
  return content.kind === 'title' && place.first && author !== undefined
    ? { ...content, credits: [author] }
    : content;
}

function withDefaults(settings: SceneSettings, { transition }: FilmSettings): SceneSettings {
  return transition === undefined ? settings : { transition, ...settings };
}

function shift(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}
