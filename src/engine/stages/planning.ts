import {
  AuraError,
  frameSize,
  isBriefRequest,
  resolveOptions,
  type FilmOptions,
  type GenerateRequest,
  type ScriptRequest,
} from '../../protocol/protocol.ts';
import { lintScript } from '../script/lint.ts';
import { readScript } from '../script/read.ts';
import type { Diagnostic, Script } from '../script/scene.ts';
import { briefOptions } from './brief.ts';
import type { FilmBrief } from './film.ts';

/**
 * Stage 1: reads the script, layers the options and says what is wrong with the text.
 * Reads no file and asks no provider, so it also gives a job its title.
 *
 * @throws {AuraError} `E422-SCRIPT` with the line of the first error when the text cannot become a film.
 */
export function planning(
  request: GenerateRequest,
): FilmBrief & { findings: readonly Diagnostic[]; notFollowed: readonly string[] } {
  const script = readScript(sourceOf(request), narrationOf(request));
  const specs = isBriefRequest(request) ? briefOptions(request) : undefined;
  const layers = isBriefRequest(request) ? [script.options, specs?.options] : layersOf(request, script);
  const options = resolveOptions(...layers);
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
    notFollowed: specs?.notFollowed ?? [],
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

function layersOf(request: ScriptRequest, script: Script): (FilmOptions | undefined)[] {
  const preview: FilmOptions | undefined = request.preview ? { resolution: '480p' } : undefined;
  return [request.defaults, script.options, request.overrides, preview];
}
