import * as v from 'valibot';
import { AuraError, ERROR_CODES, ProblemSchema, type ErrorCode } from '../../protocol/protocol.ts';
import type { NoAnswer } from './exchange.ts';

/** The error that an answer stands for: the server's own words where it sent a problem, else what the status means. */
export function errorFromAnswer(status: number, type: string | undefined, body: string): AuraError {
  if (status >= 300 && status < 400) {
    // Never followed: the token is for this server alone.
    return new AuraError('E503-UNAVAILABLE', 'The server’s address leads elsewhere', {
      details: `HTTP ${status}`,
      remediation: 'Set the address that it leads to, if you trust it.',
    });
  }
  const problem = /\bjson\b/.test(type ?? '') ? parseProblem(body) : undefined;
  const code = problem?.errorCode;
  if (!problem) return new AuraError(codeOfStatus(status), `The server answered with HTTP ${status}`);
  return new AuraError(isErrorCode(code) ? code : codeOfStatus(status), problem.title, {
    ...(problem.remediation === undefined ? {} : { remediation: problem.remediation }),
    ...(problem.detail === undefined ? {} : { details: problem.detail }),
    ...(problem.line === undefined ? {} : { line: problem.line }),
    ...(problem.errors === undefined ? {} : { fields: problem.errors }),
  });
}

/** What an unanswered request means for people. */
export function errorFromSilence(error: NoAnswer, local: boolean): AuraError {
  const where = local ? 'The Aura engine' : 'The Aura server';
  const what = { refused: 'cannot be reached', timeout: 'does not answer', broken: 'broke the connection' };
  return new AuraError('E503-UNAVAILABLE', `${where} ${what[error.reason]}`, {
    details: error.message,
    cause: error,
    remediation: local
      ? 'Restart the engine, then try again.'
      : 'Check the server’s address and the network.',
  });
}

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
    409: 'E409-CONFLICT',
    410: 'E404-NOT_FOUND',
    413: 'E413-TOO_LARGE',
    422: 'E422-SCRIPT',
    429: 'E429-TOO_MANY_REQUESTS',
    502: 'E503-UNAVAILABLE',
    503: 'E503-UNAVAILABLE',
    504: 'E503-UNAVAILABLE',
  };
  return exact[status] ?? (status >= 500 ? 'E500-INTERNAL' : 'E400-BAD_REQUEST');
}
