import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { AuraError, type Problem } from '../protocol/protocol.ts';
import type { ServerContext } from './context.ts';
import { takeCorrelationId } from './correlation.ts';
import { toProblem } from './problem.ts';

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers to what is not even a request: problems like all others, though no route and no hook ever hears of them. */
export function answerMalformed({
  local,
  clock,
  metrics,
}: Pick<ServerContext, 'local' | 'clock' | 'metrics'>): Pick<
  FastifyServerOptions,
  'frameworkErrors' | 'clientErrorHandler'
> {
  function problem(correlationId: string, status: number): Problem {
    const error = new AuraError('E400-BAD_REQUEST', 'This is no request that can be understood');
    metrics.http.problem(error.code);
    return { ...toProblem(error, { instance: '', correlationId, local, now: clock.now() }), status };
  }

  return {
    frameworkErrors(_error, request: FastifyRequest, reply: FastifyReply) {
      const correlationId = takeCorrelationId(request.headers['x-correlation-id']);
      void reply
        .code(400)
        .type('application/problem+json')
        .header('x-correlation-id', correlationId)
        .send(JSON.stringify(problem(correlationId, 400)));
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      const status = STATUS[error.code] ?? 400;
      const correlationId = randomUUID();
      const body = JSON.stringify(problem(correlationId, status));
      const head = [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Correlation-ID: ${correlationId}`,
        'Connection: close',
      ];
      if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      socket.destroySoon();
    },
  };
}
