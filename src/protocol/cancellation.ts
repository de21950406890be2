import * as v from 'valibot';
import { StageSchema } from './stage.ts';
import { JobStatusSchema } from './status.ts';

export const ProviderStatusSchema = v.object({
  providerName: v.string(),
  providerType: v.string(),
  supportsCancellation: v.boolean(),
  status: v.picklist(['Cancelled', 'NotSupported', 'Failed', 'Error']),
  warning: v.optional(v.string()),
});
export type ProviderStatus = v.InferOutput<typeof ProviderStatusSchema>;

/** A stage that was finished when the job was cancelled, and whether its result is kept or marked to be undone. */
export const CompletedStageSchema = v.object({
  stage: StageSchema,
  rollback: v.picklist(['kept', 'marked']),
});
export type CompletedStage = v.InferOutput<typeof CompletedStageSchema>;

export const CancellationResultSchema = v.object({
  jobId: v.string(),
  message: v.string(),
  /** After the cancel. */
  currentStatus: JobStatusSchema,
  cleanupScheduled: v.boolean(),
  providerStatuses: v.array(ProviderStatusSchema),
  completedStages: v.array(CompletedStageSchema),
  warnings: v.array(v.string()),
  correlationId: v.string(),
});
export type CancellationResult = v.InferOutput<typeof CancellationResultSchema>;
