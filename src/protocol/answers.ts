import * as v from 'valibot';
import { JobErrorSchema } from './problem.ts';

const texts = v.pipe(v.array(v.string()), v.readonly());

export const FailureDetailsSchema = v.object({
  jobId: v.string(),
  stage: v.string(),
  errors: v.pipe(v.array(JobErrorSchema), v.readonly()),
  logTail: texts,
  suggestedActions: texts,
  correlationId: v.string(),
});
export type FailureDetails = v.InferOutput<typeof FailureDetailsSchema>;

export const VoiceInfoSchema = v.object({
  provider: v.string(),
  name: v.string(),
  /** What people read. */
  label: v.string(),
  /** BCP 47. */
  language: v.string(),
  gender: v.optional(v.string()),
});
export type VoiceInfo = v.InferOutput<typeof VoiceInfoSchema>;

export const CapabilitiesSchema = v.object({
  version: v.string(),
  /** Absent when there is none that works. */
  ffmpeg: v.optional(v.object({ path: v.string(), version: v.string() })),
  encoders: texts,
  voices: v.pipe(v.array(VoiceInfoSchema), v.readonly()),
  limits: v.object({ concurrentJobs: v.number(), maxScriptBytes: v.number() }),
});
export type Capabilities = v.InferOutput<typeof CapabilitiesSchema>;
