import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuraError, type ArtifactContent, type JobService } from '../protocol/protocol.ts';
import { parseRange } from './range.ts';

/** Answers with a file of a job: whole or in part, and not at all when the reader has it already. `GET` and `HEAD`. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: { service: JobService; id: string; name: string },
): Promise<FastifyReply> {
  const { service, id, name } = file;
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
    void reply.header('content-range', `bytes */${sizeBytes}`).removeHeader('content-disposition');
    throw new AuraError('E416-RANGE', 'The file has no such part', { details: `${sizeBytes} bytes` });
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
