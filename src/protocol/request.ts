import * as v from 'valibot';
import { AspectSchema, FilmOptionsSchema } from './options.ts';

export const ScriptFormatSchema = v.picklist(['markdown', 'fountain', 'text']);
export type ScriptFormat = v.InferOutput<typeof ScriptFormatSchema>;

export const ScriptSourceSchema = v.object({
  format: ScriptFormatSchema,
  text: v.pipe(v.string(), v.maxLength(16 * 1024 * 1024)),
  title: v.optional(v.string()),
  /** File name, for messages; never read. */
  name: v.optional(v.string()),
});
export type ScriptSource = v.InferOutput<typeof ScriptSourceSchema>;

/** Names an uploaded content. */
export const Sha256Schema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/, 'A SHA-256 in lower-case hexadecimal'),
);

/** One picture, clip or sound that a script names is at most this large when it is uploaded, bytes. */
export const MAX_ASSET_BYTES = 256 * 1024 * 1024;

/** Aspects as older clients name them, beside ours. */
export const OLDER_ASPECTS = { Widescreen16x9: '16:9', Vertical9x16: '9:16', Square1x1: '1:1' } as const;
export type OlderAspect = keyof typeof OLDER_ASPECTS;

/** The older form: a brief that is turned into a script first. */
export const BriefRequestSchema = v.object({
  brief: v.object({
    topic: v.pipe(v.string(), v.minLength(1), v.maxLength(10_000)),
    audience: v.optional(v.string()),
    goal: v.optional(v.string()),
    tone: v.optional(v.string()),
    language: v.optional(v.string()),
    aspect: v.optional(
      v.picklist([...AspectSchema.options, ...(Object.keys(OLDER_ASPECTS) as OlderAspect[])]),
    ),
  }),
  planSpec: v.optional(
    v.object({
      /** `00:01:30`, hours first. */
      targetDuration: v.optional(
        v.pipe(v.string(), v.regex(/^(?!00:00:00)\d{2}:[0-5]\d:[0-5]\d(?:\.\d{1,7})?$/)),
      ),
      pacing: v.optional(v.picklist(['Chill', 'Conversational', 'Fast'])),
      /** `Normal` is an older word for `Balanced`. */
      density: v.optional(v.picklist(['Sparse', 'Balanced', 'Normal', 'Dense'])),
      style: v.optional(v.string()),
    }),
  ),
  voiceSpec: v.optional(
    v.object({
      voiceName: v.optional(v.string()),
      /** As in a script's options: 1 is the voice's own speed. */
      rate: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(2))),
      /** Semitones. */
      pitch: v.optional(v.pipe(v.number(), v.minValue(-12), v.maxValue(12))),
      pause: v.optional(v.string()),
    }),
  ),
  renderSpec: v.optional(
    v.object({
      res: v.optional(
        v.object({ width: v.pipe(v.number(), v.minValue(1)), height: v.pipe(v.number(), v.minValue(1)) }),
      ),
      container: v.optional(v.string()),
      videoBitrateK: v.optional(v.number()),
      audioBitrateK: v.optional(v.number()),
      fps: v.optional(v.number()),
      codec: v.optional(v.string()),
    }),
  ),
  imageProvider: v.optional(v.string()),
});
export type BriefRequest = v.InferOutput<typeof BriefRequestSchema>;

export const ScriptRequestSchema = v.object({
  script: ScriptSourceSchema,
  /** The user's settings. */
  defaults: v.optional(FilmOptionsSchema),
  /** What was asked for this time. */
  overrides: v.optional(FilmOptionsSchema),
  /** Uploaded content of what the script names: path as written → SHA-256. */
  assets: v.optional(v.record(v.string(), Sha256Schema)),
  /** Only these scenes, numbered from 1. */
  scenes: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(1)))),
  /** Small and quick: 480p. */
  preview: v.optional(v.boolean()),
  /** The script's folder. Local socket only. */
  localBase: v.optional(v.string()),
  /** Where the film goes (an `.mp4` path). Local socket only. */
  localOutput: v.optional(v.string()),
  /** Replace an existing `localOutput`; otherwise a free name is taken. */
  overwrite: v.optional(v.boolean()),
});
export type ScriptRequest = v.InferOutput<typeof ScriptRequestSchema>;

export const GenerateRequestSchema = v.union([ScriptRequestSchema, BriefRequestSchema]);
export type GenerateRequest = ScriptRequest | BriefRequest;

/** Tells the two forms apart. */
export function isBriefRequest(request: GenerateRequest): request is BriefRequest {
  return 'brief' in request;
}
