import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import {
  AuraError,
  isTerminal,
  type JobService,
  type JobSnapshot,
  type ScriptRequest,
} from '../../protocol/protocol.ts';
import { applyEvent } from '../../protocol/fold.ts';
import { openEngine } from '../engine.ts';
import { EXIT, USAGE_CODES } from '../exit.ts';
import { filmOptions, type FilmFlags } from '../filmOptions.ts';
import { interruption } from '../interrupt.ts';
import type { ProgressDisplay } from '../progress/display.ts';
import { jsonDisplay } from '../progress/json.ts';
import { liveDisplay } from '../progress/live.ts';
import { plainDisplay } from '../progress/plain.ts';
import { endingLines, painter } from '../report.ts';
import { readScriptFile } from '../script.ts';

export interface GenerateFlags extends FilmFlags {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** `aura generate SCRIPT [options]`. */
export async function generateCommand(script: string, flags: GenerateFlags): Promise<number> {
  return makeFilm(await generateRequest(script, flags), flags.json === true);
}

/** Makes a film with an engine in this process and shows it on this terminal; gives the exit code. */
export async function makeFilm(request: ScriptRequest, json: boolean): Promise<number> {
  const interrupt = interruption();
  const engine = await openEngine({ resumeInterrupted: false });
  try {
    const display = displayFor(json);
    const snapshot = await runJob(engine, request, display, interrupt.signal);
    if (!json) {
      const stream = snapshot.status === 'Done' ? process.stdout : process.stderr;
      stream.write(`${endingLines(snapshot, painter(stream), !display.keepsWarnings).join('\n')}\n`);
    }
    return exitCodeOf(snapshot);
  } finally {
    interrupt.dispose();
    await engine.close();
  }
}

function displayFor(json: boolean): ProgressDisplay {
  const write = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (json) return jsonDisplay(write);
  if (!process.stdout.isTTY || process.env['TERM'] === 'dumb') return plainDisplay(write);
  return liveDisplay(process.stdout, !process.env['NO_COLOR']);
}

/**
 * The request for a script file.
 *
 * @throws {AuraError} when the file, an option or the output path is not usable; nothing was started then.
 */
export async function generateRequest(script: string, flags: GenerateFlags): Promise<ScriptRequest> {
  const overrides = filmOptions(flags);
  const file = await readScriptFile(script);
  const output = resolve(flags.out ?? join(file.folder, `${basename(file.path, extname(file.path))}.mp4`));
  if (extname(output).toLowerCase() !== '.mp4') {
    throw new AuraError('E400-BAD_REQUEST', `--out must end in .mp4, not ${extname(output) || 'nothing'}`, {
      remediation: 'Name the film something like film.mp4.',
    });
  }
  if (flags.out !== undefined && !flags.force && (await stat(output).catch(() => undefined))) {
    throw new AuraError('E400-BAD_REQUEST', `${flags.out} exists already`, {
      remediation: 'Choose another name, or replace it with --force.',
    });
  }
  return {
    script: file.source,
    overrides: { ...overrides, ...(overrides.music ? { music: resolve(overrides.music) } : {}) },
    localBase: file.folder,
    localOutput: output,
    overwrite: flags.force === true,
  };
}

/** Starts the job, shows it to its end and cancels it when `interrupted` aborts. */
export async function runJob(
  service: JobService,
  request: ScriptRequest,
  display: ProgressDisplay,
  interrupted: AbortSignal,
): Promise<JobSnapshot> {
  let snapshot = await service.start(request);
  const cancel = (): void => {
    display.cancelling();
    service.cancel(snapshot.id).catch((error: unknown) => {
      // The job ended by itself in the meantime: its own ending is shown.
      if (!AuraError.is(error, 'E409-CONFLICT')) throw error;
    });
  };
  if (interrupted.aborted) cancel();
  interrupted.addEventListener('abort', cancel, { once: true });
  try {
    for await (const event of service.events(snapshot.id, { fromStart: true })) {
      snapshot = applyEvent(snapshot, event);
      display.update(event, snapshot);
    }
    snapshot = await service.get(snapshot.id);
    if (!isTerminal(snapshot.status)) {
      throw new AuraError('E500-INTERNAL', 'The job ended without a result');
    }
    return snapshot;
  } finally {
    interrupted.removeEventListener('abort', cancel);
    display.finish(snapshot);
  }
}

/** The exit code of a job that ended. */
export function exitCodeOf(snapshot: JobSnapshot): number {
  if (snapshot.status === 'Done') return EXIT.done;
  if (snapshot.status === 'Canceled') return EXIT.cancelled;
  const inputIsWrong = snapshot.errors.some(({ code }) => USAGE_CODES.has(code));
  return inputIsWrong ? EXIT.usage : EXIT.failed;
}
