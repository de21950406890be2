import { AuraError } from '../protocol/protocol.ts';

/**
 * Aborts at the first Ctrl-C or SIGTERM, so that the job can be cancelled cleanly. A second one ends the process at once.
 * Call `dispose` when the job has ended.
 *
 * @param onSecond says the last words.
 */
export function interruption(onSecond: () => void = () => undefined): {
  signal: AbortSignal;
  dispose: () => void;
} {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      onSecond();
      process.exit(130);
    }
    controller.abort(new AuraError('E998-CANCELLED', 'Stopped', { remediation: 'Nothing was started.' }));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
