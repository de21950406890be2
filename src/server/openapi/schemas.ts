import * as v from 'valibot';
import {
  AcceptedJobSchema,
  AliveSchema,
  ArtifactSchema,
  AssetHashesSchema,
  BriefRequestSchema,
  CancellationResultSchema,
  CapabilitiesSchema,
  ChapterSchema,
  CompletedStageSchema,
  EVENT_SCHEMAS,
  EventIdSchema,
  FailureDetailsSchema,
  FilmFactsSchema,
  FilmOptionsSchema,
  FilmPlanSchema,
  GenerateRequestSchema,
  JobErrorSchema,
  JobListSchema,
  JobProgressSchema,
  JobSnapshotSchema,
  JobStatusSchema,
  MissingAssetsSchema,
  OLDER_PROGRESS_FIELDS,
  OutputSchema,
  PhaseSchema,
  PlanSceneSchema,
  ProblemSchema,
  ProviderStatusSchema,
  ReadinessSchema,
  SceneProgressSchema,
  SceneStateSchema,
  ScriptRequestSchema,
  ScriptSourceSchema,
  Sha256Schema,
  StageProgressSchema,
  StageSchema,
  StatsSchema,
  VIDEO_EVENT_SCHEMAS,
  VideoStatusSchema,
  VoiceInfoSchema,
  WarningSchema,
  type EventName,
} from '../../protocol/protocol.ts';

type AnySchema = v.GenericSchema;

/** The schemas that the document names. One that stands in another is referred to. */
export const SCHEMAS = {
  AcceptedJob: AcceptedJobSchema,
  Alive: AliveSchema,
  Artifact: ArtifactSchema,
  AssetHashes: AssetHashesSchema,
  BriefRequest: BriefRequestSchema,
  CancellationResult: CancellationResultSchema,
  Capabilities: CapabilitiesSchema,
  Chapter: ChapterSchema,
  CompletedStage: CompletedStageSchema,
  EventId: EventIdSchema,
  FailureDetails: FailureDetailsSchema,
  FilmFacts: FilmFactsSchema,
  FilmOptions: FilmOptionsSchema,
  FilmPlan: FilmPlanSchema,
  GenerateRequest: GenerateRequestSchema,
  JobError: JobErrorSchema,
  JobList: JobListSchema,
  JobProgress: JobProgressSchema,
  JobSnapshot: JobSnapshotSchema,
  JobStatus: JobStatusSchema,
  JobWarning: WarningSchema,
  MissingAssets: MissingAssetsSchema,
  Output: OutputSchema,
  Phase: PhaseSchema,
  PlanScene: PlanSceneSchema,
  Problem: ProblemSchema,
  ProviderStatus: ProviderStatusSchema,
  Readiness: ReadinessSchema,
  SceneProgress: SceneProgressSchema,
  SceneState: SceneStateSchema,
  ScriptRequest: ScriptRequestSchema,
  ScriptSource: ScriptSourceSchema,
  Sha256: Sha256Schema,
  Stage: StageSchema,
  StageProgress: StageProgressSchema,
  Stats: StatsSchema,
  VideoStatus: VideoStatusSchema,
  VoiceInfo: VoiceInfoSchema,
} as const satisfies Record<string, AnySchema>;

/** The frames of the streams, made of the data of their events. */
export const FRAME_NAMES = ['JobEvent', 'VideoEvent'] as const;

export type SchemaName = keyof typeof SCHEMAS | (typeof FRAME_NAMES)[number];

/** `step-progress` is `StepProgressData`. */
export function dataName(event: string, prefix = ''): string {
  const words = event.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${prefix}${words.join('')}Data`;
}

/** The data of every event, by the name of its schema, with what only some streams add to it. */
export function eventDataSchemas(): Record<string, AnySchema> {
  const eventId = v.optional(EventIdSchema);
  const ours = (Object.keys(EVENT_SCHEMAS) as EventName[]).map((event) => {
    const older = event === 'step-progress' ? v.partial(v.object(OLDER_PROGRESS_FIELDS)).entries : {};
    return [dataName(event), v.object({ ...EVENT_SCHEMAS[event].entries, ...older, eventId })] as const;
  });
  const video = Object.entries(VIDEO_EVENT_SCHEMAS).map(
    ([event, schema]) => [dataName(event, 'Video'), schema] as const,
  );
  return Object.fromEntries<AnySchema>([...ours, ...video]);
}
