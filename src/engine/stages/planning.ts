import {
  AuraError,
  frameSize,
  isBriefRequest,
  resolveOptions,
  type FilmOptions,
  type GenerateRequest,
} from '../../protocol/protocol.ts';
import { lintScript } from '../script/lint.ts';
import { readScript } from '../script/read.ts';
import type { Diagnostic, Script } from '../script/scene.ts';
import type { FilmBrief } from './film.ts';

/**
 * Stage 1: reads the script, layers the options and says what is wrong with the text.
 * Reads no file and asks no provider, so it also gives a job its title.
 *
 * @throws {AuraError} `E422-SCRIPT` with the line of the first error when the text cannot become a film.
 */
export function planning(request: GenerateRequest): FilmBrief & { findings: readonly Diagnostic[] } {
  const script = readScript(sourceOf(request), narrationOf(request));
  const options = resolveOptions(...layersOf(request, script));
  const { width, height } = frameSize(options.resolution, options.aspect);
  const findings = lintScript(script);
  const wrong = findings.find((finding) => finding.severity === 'error');
  if (wrong) {
    throw new AuraError('E422-SCRIPT', wrong.message, { line: wrong.range.line });
  }
  return {
    script,
    options,
    spec: { width, height, fps: options.fps, encoder: options.encoder },
    findings,
  };
}

/** The findings that a person who makes a film wants to hear of. */
export function warnings(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return findings.filter((finding) => finding.severity === 'warning');
}

/** A brief in the older form stands as a one-line topic; the script stage writes it out. */
function sourceOf(request: GenerateRequest): Parameters<typeof readScript>[0] {
  return isBriefRequest(request) ? { format: 'text', text: request.brief.topic } : request.script;
}

function narrationOf(request: GenerateRequest): Parameters<typeof readScript>[1] {
  if (isBriefRequest(request)) return {};
  const narration = request.overrides?.narration ?? request.defaults?.narration;
  return narration === undefined ? {} : { narration };
}

function layersOf(request: GenerateRequest, script: Script): (FilmOptions | undefined)[] {
  if (isBriefRequest(request)) return [script.options, briefOptions(request)];
  const preview: FilmOptions | undefined = request.preview ? { resolution: '480p' } : undefined;
  return [request.defaults, script.options, request.overrides, preview];
}

/** The older form's specs as options; what it cannot mean here is left out. */
function briefOptions(request: Extract<GenerateRequest, { brief: unknown }>): FilmOptions {
  const { brief, planSpec, voiceSpec, renderSpec } = request;
  const fps = ([24, 25, 30, 60] as const).find((rate) => rate === renderSpec?.fps);
  const lines = renderSpec?.res ? Math.min(renderSpec.res.width, renderSpec.res.height) : undefined;
  const resolution = (['480p', '720p', '1080p', '1440p', '2160p'] as const).find(
    (name) => Number.parseInt(name, 10) === lines,
  );
  return {
    ...(brief.aspect ? { aspect: brief.aspect } : {}),
    ...(fps ? { fps } : {}),
    ...(resolution ? { resolution } : {}),
    ...(planSpec?.targetDuration ? { target: secondsOf(planSpec.targetDuration) } : {}),
    ...(voiceSpec?.voiceName ? { voice: { name: voiceSpec.voiceName } } : {}),
  };
}

/** `00:01:30` in seconds. */
function secondsOf(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
