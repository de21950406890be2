import { commands, window } from 'vscode';
import { AuraError, type JobError, toAuraError } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';
import { serverWords } from './serverWords.ts';
import { actionsFor, errorSentence, type NoticeAction } from './actions.ts';

/** Where an error came from. */
export interface ErrorOrigin {
  command?: string;
  /** Address of the script that the error's line is in. */
  script?: string;
  /** It is shown elsewhere already: only log it. */
  quiet?: boolean;
}

export type Tell = (error: unknown, origin: ErrorOrigin) => void;

/**
 * Tells a person of an error, with the buttons that help. What was not expected goes to the log with its stack.
 *
 * @param isShown Whether the person sees this error already, where a message would only repeat it.
 * @param serverOf The server that an error is the trouble of.
 */
export function createTell(
  log: { error(message: string): void },
  isShown: (error: unknown) => boolean,
  serverOf: (error: unknown) => Host | undefined,
): Tell {
  return (error, { command, script, quiet }) => {
    const expected = AuraError.is(error);
    log.error(`${command ?? 'Aura'}: ${describe(error, expected)}`);
    if (!quiet && !isShown(error)) {
      const reason = toAuraError(error);
      const server = serverOf(error);
      void showError(server ? serverWords(reason, server) : reason.toJobError(), script, [], server);
    }
  };
}

/** Shows an error with the buttons that help and those that are given, and carries out the one that is pressed. */
export async function showError(
  error: JobError,
  script: string | undefined,
  more: readonly NoticeAction[],
  server?: Host,
): Promise<void> {
  const goTo: readonly NoticeAction[] =
    error.line === undefined || script === undefined
      ? []
      : [{ title: `Go to Line ${error.line}`, command: 'aura.goToLine', args: [script, error.line] }];
  const actions = [...goTo, ...actionsFor(error.code, server), ...more].slice(0, 3);
  const titles = actions.map(({ title }) => title);
  const pressed = await window.showErrorMessage(errorSentence(error), ...titles);
  const action = actions.find(({ title }) => title === pressed);
  if (action) await commands.executeCommand(action.command, ...action.args);
}

function describe(error: unknown, expected: boolean): string {
  if (!(error instanceof Error)) return String(error);
  const details = AuraError.is(error) && error.details !== undefined ? `\n${error.details}` : '';
  const cause =
    error.cause instanceof Error ? `\nCaused by: ${error.cause.stack ?? error.cause.message}` : '';
  return `${expected ? error.message : (error.stack ?? error.message)}${details}${cause}`;
}
