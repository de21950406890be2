import * as v from 'valibot';
import { ERROR_CODES, ProblemSchema, type ErrorCode } from '../../protocol/protocol.ts';
import type { NoAnswer } from './noAnswer.ts';
import { RemoteError } from './remoteError.ts';
import { untrusted } from './untrusted.ts';

/** An answer that is no success, as far as an error needs it. */
export interface BadAnswer {
  status: number;
  type: string | undefined;
  body: string;
  /** How long the server asks to wait, ms. */
  retryAfterMs: number;
  /** Where a redirect leads, when it was not followed. */
  leadsTo?: URL | undefined;
}

/** The error that an answer stands for: the server's own words where it sent a problem, else what the status means. */
export function errorFromAnswer({ status, type, body, retryAfterMs, leadsTo }: BadAnswer): RemoteError {
  const facts = { status, retryAfterMs };
  if (status >= 300 && status < 400) return movedAway(status, leadsTo);
  const problem = /\bjson\b/.test(type ?? '') ? parseProblem(body) : undefined;
  const code = problem?.errorCode;
  if (!problem) {
    const [words, remediation] = WORDS[status] ?? [`The server answered with HTTP ${status}`];
    return new RemoteError(codeOfStatus(status), words, {
      ...facts,
      details: `HTTP ${status}`,
      ...(remediation === undefined ? {} : { remediation }),
    });
  }
  return new RemoteError(isErrorCode(code) ? code : codeOfStatus(status), problem.title, {
    ...facts,
    byAura: isErrorCode(code),
    ...(problem.remediation === undefined ? {} : { remediation: problem.remediation }),
    ...(problem.detail === undefined ? {} : { details: problem.detail }),
    ...(problem.line === undefined ? {} : { line: problem.line }),
    ...(problem.errors === undefined ? {} : { fields: problem.errors }),
  });
}

/** What an unanswered request means for people. */
export function errorFromSilence(error: NoAnswer, local: boolean): RemoteError {
  if (error.reason === 'tls') return untrusted(error);
  const where = local ? 'The Aura engine' : 'The Aura server';
  const what = {
    refused: 'cannot be reached',
    unreachable: 'cannot be reached',
    timeout: 'does not answer',
    broken: 'broke the connection',
  };
  return new RemoteError('E503-UNAVAILABLE', `${where} ${what[error.reason]}`, {
    silence: error.reason,
    details: error.message,
    cause: error,
    remediation: local
      ? 'Restart the engine, then try again.'
      : 'Check the server’s address and the network.',
  });
}

/** A page where an answer of the API was expected: with 200, and yet from somebody else. */
export function strangeAnswer(text: string, cause?: unknown): RemoteError {
  return new RemoteError('E503-UNAVAILABLE', 'The answer is not from an Aura server', {
    details: text.slice(0, 200),
    remediation: 'Check the server’s address: a login page or a proxy may stand in between.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Not followed: the token is for this server alone. */
function movedAway(status: number, leadsTo: URL | undefined): RemoteError {
  const where = leadsTo && `${leadsTo.origin}${leadsTo.pathname}`;
  return new RemoteError('E503-UNAVAILABLE', 'The server’s address leads elsewhere', {
    status,
    details: where === undefined ? `HTTP ${status}` : `HTTP ${status}, to ${where}`,
    remediation:
      where === undefined
        ? 'Check the server’s address.'
        : `If you trust ${leadsTo?.origin}, set the address it leads to. Your token was not sent there.`,
  });
}

const ASK_OPERATOR = 'Wait a moment, then try again. If it stays so, tell who runs the server.';

/** What a bare status means for people, and what to do. */
const WORDS: Readonly<Record<number, readonly [string, string?]>> = {
  401: ['The server does not accept the token', 'Set the token that the server printed when it started.'],
  403: [
    'The server does not let this request in',
    'Check that the token is this server’s and that its address is the one it was started for.',
  ],
  404: ['The server has nothing at this address', 'Check the server’s address and the job id.'],
  407: ['A proxy asks for a login', 'Log in to the proxy, or set it up for this server.'],
  413: ['A proxy finds the request too large', 'Raise the size it lets through, or send less at once.'],
  429: ['The server is asked too often'],
  502: ['A proxy cannot reach the Aura server', ASK_OPERATOR],
  503: ['The Aura server is not ready', ASK_OPERATOR],
  504: ['A proxy waited too long for the Aura server', ASK_OPERATOR],
};

function parseProblem(body: string): v.InferOutput<typeof ProblemSchema> | undefined {
  try {
    const parsed = v.safeParse(ProblemSchema, JSON.parse(body));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // A proxy's page that calls itself JSON: the status is all there is to know.
    return undefined;
  }
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code);
}

function codeOfStatus(status: number): ErrorCode {
  const exact: Readonly<Record<number, ErrorCode>> = {
    401: 'E401-UNAUTHORIZED',
    403: 'E403-FORBIDDEN',
    404: 'E404-NOT_FOUND',
    407: 'E401-UNAUTHORIZED',
    408: 'E503-UNAVAILABLE',
    409: 'E409-CONFLICT',
    410: 'E404-NOT_FOUND',
    413: 'E413-TOO_LARGE',
    422: 'E422-SCRIPT',
    425: 'E503-UNAVAILABLE',
    429: 'E429-TOO_MANY_REQUESTS',
    502: 'E503-UNAVAILABLE',
    503: 'E503-UNAVAILABLE',
    504: 'E503-UNAVAILABLE',
  };
  return exact[status] ?? (status >= 500 ? 'E500-INTERNAL' : 'E400-BAD_REQUEST');
}
