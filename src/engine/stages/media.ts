import {
  AuraError,
  isBriefRequest,
  type GenerateRequest,
  type ResolvedOptions,
} from '../../protocol/protocol.ts';
import { sha256Of } from '../cache/entry.ts';
import type { DecodeOptions } from '../media/pictures/decode.ts';
import { inspectMedia } from '../media/pictures/inspect.ts';
import { locateMedia, quoteName, requireNoAddress } from '../media/pictures/locate.ts';
import type { ClipInfo, MediaInfo, PictureInfo, SoundInfo } from '../media/pictures/media.ts';
import type { Scene, Script } from '../script/scene.ts';
import type { PlannedScene } from './film.ts';
import type { Bench, PlanBench } from './workshop.ts';

/**
 * The picture or clip that a scene names, found and looked at.
 *
 * @throws {AuraError} `E422-SCRIPT` with the script's line when it is missing, damaged, too large or something else.
 */
export async function resolveMedia(
  bench: PlanBench,
  request: GenerateRequest,
  { content }: Scene,
): Promise<{ media?: PictureInfo | ClipInfo; mediaHash?: string }> {
  if (content.kind !== 'picture' && content.kind !== 'beside') return {};
  const { path, range } = content.media;
  const info = await lookAt(bench, request, path, range.line);
  if (info.kind === 'sound') {
    throw new AuraError('E422-SCRIPT', `${quoteName(path)} is a sound, not a picture or a clip`, {
      remediation: 'Name a picture or a video here; music goes into the front matter.',
      line: range.line,
    });
  }
  return { media: info, mediaHash: await sha256Of(info.path) };
}

/** The film's music, if it has any. */
export async function resolveMusic(
  bench: PlanBench,
  request: GenerateRequest,
  script: Script,
  { music }: ResolvedOptions,
): Promise<SoundInfo | undefined> {
  if (music === undefined) return undefined;
  const line = script.music?.path === music ? script.music.range.line : undefined;
  const info = await lookAt(bench, request, music, line);
  if (info.kind === 'sound') return info;
  throw new AuraError('E422-SCRIPT', `${quoteName(music)} is not a sound`, {
    remediation: 'Name an MP3, WAV, FLAC, Ogg or M4A file as music.',
    ...(line === undefined ? {} : { line }),
  });
}

/** Over the local socket a script names files of this machine; otherwise its own uploaded assets and nothing else. */
async function lookAt(
  bench: PlanBench,
  request: GenerateRequest,
  written: string,
  line: number | undefined,
): Promise<MediaInfo> {
  const place = line === undefined ? {} : { line };
  return inspectMedia(await find(bench, request, written, place), {
    ffmpeg: bench.tool,
    written,
    signal: bench.signal,
    ...place,
  });
}

/** A field by a name from outside: `constructor` is none. */
function ownField<T>(fields: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

async function find(
  bench: PlanBench,
  request: GenerateRequest,
  written: string,
  place: { line?: number },
): Promise<string> {
  if (!isBriefRequest(request)) {
    const asset = ownField(request.assets, written);
    if (asset !== undefined) return bench.assetPath(asset);
    const { localBase } = request;
    if (localBase !== undefined)
      return locateMedia(written, { base: localBase, allowOutside: true, ...place });
  }
  requireNoAddress(written, place.line);
  // Whoever sends files along has looked for them where the script lies.
  const sent = !isBriefRequest(request) && request.assets !== undefined;
  throw new AuraError('E422-SCRIPT', `${quoteName(written)} is not there`, {
    remediation: remedy(sent, bench.fromElsewhere),
    ...place,
  });
}

function remedy(sent: boolean, fromElsewhere: boolean): string {
  if (sent) return 'Check the path: it starts from the folder of the script.';
  if (fromElsewhere) return 'Upload the file, and name it in the request’s “assets” as the script does.';
  return 'Save the script first: the paths of its pictures start from its folder.';
}

/** What decoding a scene's picture needs besides the picture. */
export function decodeOptions(bench: Bench, { scene }: Pick<PlannedScene, 'scene'>): DecodeOptions {
  const { content } = scene;
  const media = content.kind === 'picture' || content.kind === 'beside' ? content.media : undefined;
  return {
    ffmpeg: bench.tool,
    written: media?.path ?? scene.title,
    line: media?.range.line ?? scene.line,
    signal: bench.signal,
    log: bench.log,
  };
}
