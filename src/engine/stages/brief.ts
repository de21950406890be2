import {
  frameSize,
  OLDER_ASPECTS,
  ThemeNameSchema,
  type Aspect,
  type BriefRequest,
  type FilmOptions,
  type OlderAspect,
  type Fps,
  type Resolution,
} from '../../protocol/protocol.ts';

/** What the older form's specs ask of the film, and what of them is not followed, in words for people. */
export interface BriefOptions {
  options: FilmOptions;
  notFollowed: readonly string[];
}

const RATES: readonly Fps[] = [24, 25, 30, 60];
const RESOLUTIONS: readonly (readonly [Resolution, number])[] = [
  ['480p', 480],
  ['720p', 720],
  ['1080p', 1080],
  ['1440p', 1440],
  ['2160p', 2160],
];
const SHAPES: readonly (readonly [Aspect, number])[] = [
  ['16:9', 16 / 9],
  ['9:16', 9 / 16],
  ['1:1', 1],
];
/** How fast the narrator speaks, against the voice's own speed. */
const PACES = { Chill: 0.9, Conversational: 1, Fast: 1.15 } as const;
const OUR_CODEC = /^(?:h\.?264|avc1?|x264|libx264|auto)$/i;
/** Values that ask for nothing in particular. */
const NOTHING_SPECIAL = /^(?:|auto|default|standard|natural|normal|none|stock)$/i;

/** Reads the specs of a brief as options. What has no exact counterpart becomes the nearest, and is named. */
export function briefOptions({
  brief,
  planSpec = {},
  voiceSpec = {},
  renderSpec = {},
  imageProvider,
}: BriefRequest): BriefOptions {
  const notFollowed: string[] = [];
  const named = brief.aspect && aspectOf(brief.aspect);
  const size = renderSpec.res && sizeOf(renderSpec.res, named);
  const fps = renderSpec.fps === undefined ? undefined : nearest(renderSpec.fps, RATES);
  const theme = ThemeNameSchema.options.find((name) => name === planSpec.style?.toLowerCase());

  if (size && !size.exact) {
    const { width, height } = frameSize(size.resolution, size.aspect);
    const { width: askedWidth, height: askedHeight } = size.asked;
    notFollowed.push(
      `renderSpec.res: ${askedWidth}×${askedHeight} is not made; the film is ${width}×${height}.`,
    );
  }
  if (fps !== undefined && fps !== renderSpec.fps) {
    notFollowed.push(`renderSpec.fps: ${renderSpec.fps} is not made; the film has ${fps} frames a second.`);
  }
  if (asksFor(renderSpec.container) && renderSpec.container?.toLowerCase() !== 'mp4') {
    notFollowed.push(`renderSpec.container: the film is an MP4, not ${quote(renderSpec.container)}.`);
  }
  if (asksFor(renderSpec.codec) && !OUR_CODEC.test(renderSpec.codec ?? '')) {
    notFollowed.push(`renderSpec.codec: the film is coded as H.264, not ${quote(renderSpec.codec)}.`);
  }
  const bitrates = (['videoBitrateK', 'audioBitrateK'] as const).filter(
    (name) => renderSpec[name] !== undefined,
  );
  if (bitrates.length > 0) {
    const names = bitrates.map((name) => `renderSpec.${name}`).join(', ');
    notFollowed.push(`${names}: the film is coded for constant quality, not for a bit rate.`);
  }
  if (asksFor(voiceSpec.pause)) {
    notFollowed.push(`voiceSpec.pause: pauses follow the punctuation, not ${quote(voiceSpec.pause)}.`);
  }
  if (asksFor(planSpec.style) && !theme) {
    notFollowed.push(
      `planSpec.style: ${quote(planSpec.style)} is no theme; there are ${ThemeNameSchema.options.join(', ')}.`,
    );
  }
  if (asksFor(imageProvider)) {
    notFollowed.push(`imageProvider: no pictures are looked for, so ${quote(imageProvider)} is not asked.`);
  }

  const rate = (voiceSpec.rate ?? 1) * (planSpec.pacing ? PACES[planSpec.pacing] : 1);
  const voice = {
    ...(voiceSpec.voiceName && asksFor(voiceSpec.voiceName) ? { name: voiceSpec.voiceName } : {}),
    ...(rate === 1 ? {} : { rate: Math.min(2, Math.max(0.5, rate)) }),
    ...(voiceSpec.pitch ? { pitch: voiceSpec.pitch } : {}),
  };
  const aspect = named ?? size?.aspect;
  return {
    options: {
      ...(aspect ? { aspect } : {}),
      ...(size ? { resolution: size.resolution } : {}),
      ...(fps ? { fps } : {}),
      ...(theme ? { theme } : {}),
      ...(planSpec.targetDuration ? { target: secondsOf(planSpec.targetDuration) } : {}),
      ...(Object.keys(voice).length > 0 ? { voice } : {}),
    },
    notFollowed,
  };
}

/** `00:01:30` in seconds. */
export function secondsOf(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function aspectOf(name: Aspect | OlderAspect): Aspect {
  return name in OLDER_ASPECTS ? OLDER_ASPECTS[name as OlderAspect] : (name as Aspect);
}

function sizeOf(
  asked: { width: number; height: number },
  wanted: Aspect | undefined,
): { asked: typeof asked; resolution: Resolution; aspect: Aspect; exact: boolean } {
  const short = Math.min(asked.width, asked.height);
  const lines = nearest(
    short,
    RESOLUTIONS.map(([, side]) => side),
  );
  const [resolution = '1080p'] = RESOLUTIONS.find(([, side]) => side === lines) ?? [];
  const ratio = nearest(
    asked.width / asked.height,
    SHAPES.map(([, value]) => value),
  );
  const aspect = wanted ?? SHAPES.find(([, value]) => value === ratio)?.[0] ?? '16:9';
  const { width, height } = frameSize(resolution, aspect);
  // 854 and 853 both stand for 16:9 of 480 lines.
  const exact = Math.abs(width - asked.width) <= 2 && Math.abs(height - asked.height) <= 2;
  return { asked, resolution, aspect, exact };
}

function nearest<T extends number>(value: number, among: readonly T[]): T {
  return among.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best));
}

function asksFor(value: string | undefined): boolean {
  return value !== undefined && !NOTHING_SPECIAL.test(value.trim());
}

function quote(value: string | undefined): string {
  return `“${(value ?? '').slice(0, 40)}”`;
}
