import type { Clock, ProviderStatus } from '../../protocol/protocol.ts';
import type { RunningProvider } from '../pipeline.ts';

/** A provider at work for a job. */
export interface Registration {
  readonly provider: RunningProvider;
  /** Resolves when its work has ended, in whatever way. */
  readonly settled: Promise<void>;
}

/** Who works for a job at the moment. */
export interface ProviderRegister {
  during<T>(provider: RunningProvider, work: () => Promise<T>): Promise<T>;
  working(): readonly Registration[];
}

export function createProviderRegister(signal: AbortSignal): ProviderRegister {
  const registered = new Set<Registration>();
  return {
    async during(provider, work) {
      signal.throwIfAborted();
      const result = (async () => await work())();
      const settled = result.then(
        () => undefined,
        () => undefined,
      );
      const registration = { provider, settled };
      registered.add(registration);
      try {
        return await result;
      } finally {
        registered.delete(registration);
      }
    },
    working: () => [...registered],
  };
}

/**
 * Asks one provider to stop and says how that went. Waits at most `waitMs`; one that ignores, throws or hangs is
 * reported and left behind.
 */
export async function stopProvider(
  { provider, settled }: Registration,
  clock: Clock,
  waitMs: number,
): Promise<ProviderStatus> {
  const base = {
    providerName: provider.name,
    providerType: provider.type,
    supportsCancellation: provider.supportsCancellation,
  };
  if (!provider.supportsCancellation) {
    return {
      ...base,
      status: 'NotSupported',
      warning: `${provider.name} cannot be stopped; what it still delivers is thrown away`,
    };
  }
  try {
    const stopping = (async () => await (provider.abort ? provider.abort() : settled))();
    const answered = await within(clock, waitMs, stopping);
    if (answered) return { ...base, status: 'Cancelled' };
    return { ...base, status: 'Failed', warning: `${provider.name} did not stop within ${waitMs / 1000} s` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...base, status: 'Error', warning: `${provider.name} could not be stopped: ${reason}` };
  }
}

/** Whether `work` ends within `ms`. Rejects as it does; a rejection after that is not unhandled. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  let takeBack: (() => void) | undefined;
  const late = new Promise<false>((resolve) => {
    takeBack = clock.after(ms, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true as const), late]);
  } finally {
    takeBack?.();
  }
}
