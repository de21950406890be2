import { ProgressLocation, window } from 'vscode';
import { checkServer } from '../../client/remote/checkServer.ts';
import { findServer, type FoundServer } from '../../client/remote/findServer.ts';
import { type AuraError, toAuraError } from '../../protocol/protocol.ts';
import { errorSentence } from '../notices/actions.ts';
import { askForToken } from './askForServer.ts';

const TRY_AGAIN = 'Try Again';

/**
 * Which Aura server is there, if one is. What is wrong is told, as often as a person tries again.
 *
 * @param other a way out besides trying again.
 */
export async function isThere(
  origin: string,
  other?: string,
): Promise<FoundServer['kind'] | 'other' | undefined> {
  const buttons = other === undefined ? [TRY_AGAIN] : [TRY_AGAIN, other];
  for (;;) {
    const result = await checking(`Looking for ${new URL(origin).host}`, (signal) =>
      findServer(origin, signal),
    );
    if (result.kind === 'done') return result.answer;
    if (result.kind === 'cancelled') return undefined;
    const pressed = await window.showErrorMessage(errorSentence(result.error.toJobError()), ...buttons);
    if (pressed === undefined) return undefined;
    if (pressed === other) return 'other';
  }
}

/**
 * A token that the server takes: the one that is kept, else what a person types, as often as it takes.
 *
 * @param kept empty for a server that may need none.
 * @returns `undefined` when it was called off, or the server cannot make films.
 */
export async function acceptedToken(origin: string, kept: string | undefined): Promise<string | undefined> {
  let token = kept ?? (await askForToken(origin));
  while (token !== undefined) {
    const tried = token;
    const title = `Trying the token at ${new URL(origin).host}`;
    const result = await checking(title, (signal) => checkServer({ origin, token: tried }, signal));
    if (result.kind === 'done') return tried;
    if (result.kind === 'cancelled') return undefined;
    const { error } = result;
    if (error.code === 'E401-UNAUTHORIZED') {
      token = await askForToken(origin, tried === '' ? undefined : `${error.message}. ${error.remediation}`);
    } else {
      const pressed = await window.showErrorMessage(errorSentence(error.toJobError()), TRY_AGAIN);
      if (pressed === undefined) return undefined;
    }
  }
  return undefined;
}

type Checked<T> = { kind: 'done'; answer: T } | { kind: 'cancelled' } | { kind: 'failed'; error: AuraError };

/** Shows that something is being asked, with a way to stop it. */
async function checking<T>(title: string, ask: (signal: AbortSignal) => Promise<T>): Promise<Checked<T>> {
  const abort = new AbortController();
  const place = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(place, async (_progress, cancellation) => {
    const listening = cancellation.onCancellationRequested(() => abort.abort());
    try {
      return { kind: 'done', answer: await ask(abort.signal) } as const;
    } catch (error) {
      if (abort.signal.aborted) return { kind: 'cancelled' } as const;
      return { kind: 'failed', error: toAuraError(error) } as const;
    } finally {
      listening.dispose();
    }
  });
}
