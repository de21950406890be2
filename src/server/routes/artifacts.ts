import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AuraError, type ArtifactContent } from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';
import { parseRange } from '../range.ts';

/** The files of a job: whole or in part, and not at all when the reader has them already. */
export function artifactRoutes(app: FastifyInstance, context: ServerContext): void {
  app.route<{ Params: { id: string; name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/api/jobs/:id/artifacts/:name',
    async handler(request, reply) {
      const { id, name } = request.params;
      if (/[/\\\0]|^\.+$/.test(name)) throw new AuraError('E404-NOT_FOUND', 'The job has no such file');
      const service = await context.service;
      const whole = await service.artifact(id, name);
      const { etag, sizeBytes, type } = whole;
      void reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' });
      if (matches(request.headers['if-none-match'], etag)) {
        await whole.body.cancel();
        return reply.code(304).send();
      }
      const ifRange = request.headers['if-range'];
      const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
      const range = parseRange(asked, sizeBytes);
      if (range.kind === 'unsatisfiable') {
        await whole.body.cancel();
        return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
      }
      void reply.type(type);
      if (range.kind === 'part') {
        await whole.body.cancel();
        const part = await service.artifact(id, name, { start: range.start, end: range.end });
        const { start, end } = part.range;
        void reply.code(206).header('content-range', `bytes ${start}-${end}/${part.sizeBytes}`);
        return body(reply, request.method, part, end - start + 1);
      }
      return body(reply, request.method, whole, sizeBytes);
    },
  });
}

async function body(
  reply: FastifyReply,
  method: string,
  content: ArtifactContent,
  length: number,
): Promise<FastifyReply> {
  void reply.header('content-length', length);
  if (method === 'HEAD') {
    await content.body.cancel();
    return reply.send();
  }
  return reply.send(Readable.fromWeb(content.body as WebStream<Uint8Array>));
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
