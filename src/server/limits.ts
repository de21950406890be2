import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuraError, type Clock } from '../protocol/protocol.ts';
import { bodyLength } from './body.ts';
import { createRateLimit, type Rate, type RateLimit } from './rateLimit.ts';
import type { Streams } from './sse/streams.ts';

/** What one caller over TCP, and all together, may take of the server. */
export interface ServerLimits {
  /** Jobs started, retried, demos. */
  starts: Rate;
  plans: Rate;
  /** Uploads, and questions about them. */
  uploads: Rate;
  /** Wrong tokens of one address. */
  failedAttempts: Rate;
  /** Event streams that are open at once. */
  streamsPerOwner: number;
  streams: number;
  /** An upload from which nothing comes for so long has ended, seconds. */
  uploadSilenceSeconds: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  starts: { count: 60, seconds: 60 },
  plans: { count: 120, seconds: 60 },
  uploads: { count: 1200, seconds: 60 },
  failedAttempts: { count: 60, seconds: 60 },
  streamsPerOwner: 2000,
  streams: 5000,
  uploadSilenceSeconds: 60,
};

export type Metered = 'starts' | 'plans' | 'uploads';

/** Lets callers pass as long as they keep within the limits. */
export interface Admission {
  /** A large request counts for several. @throws AuraError `E429-TOO_MANY_REQUESTS`; the reply says then when to come back. */
  spend(what: Metered, request: FastifyRequest, reply: FastifyReply): void;
  /** @throws AuraError `E503-UNAVAILABLE` when the caller, or all, have as many streams as there may be. */
  stream(request: FastifyRequest, reply: FastifyReply): void;
  /** Gives up on a sender who has fallen silent. */
  upload(request: FastifyRequest): void;
}

/** On this machine nobody is counted. */
export const NO_LIMITS: Admission = {
  spend: () => undefined,
  stream: () => undefined,
  upload: () => undefined,
};

const WORDS: Readonly<Record<Metered, string>> = {
  starts: 'Too many jobs were started at once',
  plans: 'Too many films were planned at once',
  uploads: 'Too many files were sent at once',
};
/** A script of this length, bytes, counts for one. Reading it keeps everybody waiting for about a tenth of a second. */
const LENGTH_OF_ONE = 64 * 1024;
/** After this time a place among the streams may be free, seconds. */
const STREAM_RETRY_SECONDS = 5;

export function createAdmission(
  limits: ServerLimits,
  clock: Clock,
  streams: Streams,
  owner: (request: FastifyRequest) => string | undefined,
): Admission {
  const rates: Record<Metered, RateLimit> = {
    starts: createRateLimit(limits.starts, clock),
    plans: createRateLimit(limits.plans, clock),
    uploads: createRateLimit(limits.uploads, clock),
  };
  return {
    spend(what, request, reply) {
      const cost = Math.max(1, Math.ceil(bodyLength(request) / LENGTH_OF_ONE));
      const seconds = rates[what].take(owner(request) ?? '', cost);
      if (seconds !== undefined) throw tooMany(reply, seconds, WORDS[what]);
    },
    upload({ raw }) {
      raw.setTimeout(limits.uploadSilenceSeconds * 1000, () => raw.destroy());
    },
    stream(request, reply) {
      const full = streams.size >= limits.streams;
      if (!full && streams.of(owner(request)) < limits.streamsPerOwner) return;
      void reply.header('retry-after', String(STREAM_RETRY_SECONDS));
      throw new AuraError('E503-UNAVAILABLE', 'No more event streams can be opened now', {
        remediation: full
          ? 'Try again in a while, or ask for the progress instead.'
          : 'Close streams that are not read any more, then try again.',
      });
    },
  };
}

/** An answer that tells when to come back. */
export function tooMany(reply: FastifyReply, seconds: number, message: string): AuraError {
  void reply.header('retry-after', String(seconds));
  return new AuraError('E429-TOO_MANY_REQUESTS', message, {
    remediation: `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  });
}
