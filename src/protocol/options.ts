import * as v from 'valibot';

export const ResolutionSchema = v.picklist(['480p', '720p', '1080p', '1440p', '2160p']);
export type Resolution = v.InferOutput<typeof ResolutionSchema>;

export const AspectSchema = v.picklist(['16:9', '9:16', '1:1']);
export type Aspect = v.InferOutput<typeof AspectSchema>;

export const FpsSchema = v.picklist([24, 25, 30, 60]);
export type Fps = v.InferOutput<typeof FpsSchema>;

export const CaptionModeSchema = v.picklist(['soft', 'burned', 'off']);
export type CaptionMode = v.InferOutput<typeof CaptionModeSchema>;

export const ThemeNameSchema = v.picklist(['midnight', 'paper', 'signal']);
export type ThemeName = v.InferOutput<typeof ThemeNameSchema>;

export const VoiceSchema = v.object({
  provider: v.optional(v.string()),
  name: v.optional(v.string()),
  /** 1 is the voice's own speed; 0.5–2. */
  rate: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(2))),
  /** Semitones up or down, −12…12. */
  pitch: v.optional(v.pipe(v.number(), v.minValue(-12), v.maxValue(12))),
});
export type Voice = v.InferOutput<typeof VoiceSchema>;

/** Which text of a scene is read: notes where it has some, else prose, else heading and list (`auto`); or one of them always. */
export const NarrationSchema = v.picklist(['auto', 'notes', 'text']);
export type NarrationSource = v.InferOutput<typeof NarrationSchema>;

/** Options of a film. All optional: they are layered with {@link resolveOptions}. */
export const FilmOptionsSchema = v.object({
  resolution: v.optional(ResolutionSchema),
  aspect: v.optional(AspectSchema),
  fps: v.optional(FpsSchema),
  captions: v.optional(CaptionModeSchema),
  theme: v.optional(ThemeNameSchema),
  /** Whether pictures move. */
  motion: v.optional(v.boolean()),
  /** `auto`, `software`, or the name of an ffmpeg encoder. */
  encoder: v.optional(v.string()),
  voice: v.optional(VoiceSchema),
  /** Path of a music file, as written. */
  music: v.optional(v.string()),
  /** Length the writer aims at, seconds. */
  target: v.optional(v.pipe(v.number(), v.minValue(1))),
  narration: v.optional(NarrationSchema),
});
export type FilmOptions = v.InferOutput<typeof FilmOptionsSchema>;

/** Options after layering: everything that has a default is present. */
export interface ResolvedOptions {
  resolution: Resolution;
  aspect: Aspect;
  fps: Fps;
  captions: CaptionMode;
  theme: ThemeName;
  motion: boolean;
  encoder: string;
  voice: Voice;
  narration: NarrationSource;
  music?: string;
  target?: number;
}

export const BUILT_IN_OPTIONS: ResolvedOptions = {
  resolution: '1080p',
  aspect: '16:9',
  fps: 30,
  captions: 'soft',
  theme: 'midnight',
  motion: true,
  encoder: 'auto',
  voice: {},
  narration: 'auto',
};

/**
 * Layers options; the later wins: built in < settings < the script's front matter < what was asked for this time.
 * The fields of `voice` are layered one by one, except that naming a voice drops an earlier provider.
 */
export function resolveOptions(...layers: readonly (FilmOptions | undefined)[]): ResolvedOptions {
  const resolved: ResolvedOptions = { ...BUILT_IN_OPTIONS };
  for (const layer of layers) {
    if (!layer) continue;
    const { voice, ...rest } = layer;
    Object.assign(resolved, definedOnly(rest));
    if (!voice) continue;
    const inherited = { ...resolved.voice };
    if (voice.name !== undefined) delete inherited.provider;
    resolved.voice = { ...inherited, ...definedOnly(voice) };
  }
  return resolved;
}

const SHORT_SIDES: Readonly<Record<Resolution, number>> = {
  '480p': 480,
  '720p': 720,
  '1080p': 1080,
  '1440p': 1440,
  '2160p': 2160,
};

/** Width and height of the film in pixels, both even. The resolution names the short side. */
export function frameSize(resolution: Resolution, aspect: Aspect): { width: number; height: number } {
  const short = SHORT_SIDES[resolution];
  const long = Math.round((short * 16) / 9 / 2) * 2;
  if (aspect === '1:1') return { width: short, height: short };
  return aspect === '16:9' ? { width: long, height: short } : { width: short, height: long };
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}
