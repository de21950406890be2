import type {
  Artifact,
  Chapter,
  FilmFacts,
  FilmPlan,
  GenerateRequest,
  JobError,
  Output,
  SceneProgress,
  SceneState,
  Stage,
} from '../protocol/protocol.ts';

/** What a provider tells the job while it works, so that a cancel reaches it. */
export interface RunningProvider {
  /** `espeak-ng`, `ffmpeg`, … */
  name: string;
  /** `TTS`, `Visuals`, `Render`, `LLM`. */
  type: string;
  supportsCancellation: boolean;
  /** Stops the work; resolves when it has stopped. Called at most once. */
  abort?(): Promise<void> | void;
}

/** How far a stage is. */
export interface StageUpdate {
  /** 0–100 of the stage; `undefined` when it cannot be measured at the moment. */
  percent: number | undefined;
  message: string;
  substageDetail?: string;
  currentItem?: number;
  totalItems?: number;
}

/** How a stage tells how far it is. Throttled, made monotone and weighted by the job. */
export interface StageReporter {
  /**
   * @param percent 0–100 of this stage; `undefined` when it cannot be measured at the moment.
   */
  progress(
    percent: number | undefined,
    message: string,
    detail?: { substageDetail?: string; currentItem?: number; totalItems?: number },
  ): void;
  /** The same, from one of the mappers. */
  update(update: StageUpdate): void;
}

/** What the pipeline may do with the job it works for. Everything it announces is durable before it is seen. */
export interface JobContext {
  readonly jobId: string;
  readonly correlationId: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** The job's own folder, existing: artifacts go to `artifacts/`, temporary files to `work/` (emptied by the job at the end of an attempt). */
  readonly artifactsFolder: string;
  readonly workFolder: string;
  /** Path of the job's ffmpeg log. */
  readonly ffmpegLog: string;
  /** Path of a content that came with the request. */
  assetPath(sha256: string): string;
  /** Whether the script came over the network: no file of this machine is its own. */
  readonly fromElsewhere: boolean;
  /** Runs `work` as that stage: announces start and end, measures it. Stages may overlap. */
  stage<T>(stage: Stage, work: (reporter: StageReporter) => Promise<T>): Promise<T>;
  skipStage(stage: Stage): void;
  /** Says what the film will be. Once per attempt, before the first scene changes state. */
  planned(plan: {
    title: string;
    film: FilmFacts;
    build: number;
    seconds: number;
    scenes: readonly SceneProgress[];
  }): void;
  scene(id: string, state: SceneState, detail?: { seconds?: number; thumbnail?: string }): void;
  warn(stage: Stage, message: string, detail?: { code?: string; provider?: string }): void;
  /** A provider failed and the next is tried. */
  stepError(stage: Stage, error: JobError): void;
  /** Registers a provider for as long as `work` runs. */
  withProvider<T>(provider: RunningProvider, work: () => Promise<T>): Promise<T>;
  /**
   * Called right before the film gets its name. From then on the job is not cancelled any more: it ends as done or failed.
   * Throws when it was cancelled already.
   */
  commit(): void;
  /** Any sign of life that is no progress: a line from ffmpeg, a byte from a provider. */
  alive(): void;
}

/** What a finished pipeline hands over. All files exist, whole and verified. */
export interface FilmResult {
  artifacts: readonly Artifact[];
  chapters: readonly Chapter[];
  output: Output;
  filmSeconds: number;
  scenesBuilt: number;
  scenesCached: number;
}

/** The seven stages as one thing. The jobs room runs it; it knows nothing of jobs but {@link JobContext}. */
export interface Pipeline {
  /** @param options where the contents are that came with the request, and what stops the planning. */
  plan(
    request: GenerateRequest,
    options: { assetPath(sha256: string): string; fromElsewhere: boolean; signal?: AbortSignal },
  ): Promise<FilmPlan>;
  /** Title and first estimate without touching the disk or any provider, for the job's first snapshot. Throws `E422-SCRIPT`. */
  outline(request: GenerateRequest): { title: string; scriptName?: string };
  run(request: GenerateRequest, job: JobContext): Promise<FilmResult>;
}
