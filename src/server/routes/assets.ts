import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { AssetHashesSchema, AuraError, MAX_ASSET_BYTES, Sha256Schema } from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';
import { validate } from '../validate.ts';

const AssetParams = v.object({ hash: Sha256Schema });

/** What a script names, uploaded once by content. */
export function assetRoutes(app: FastifyInstance, context: ServerContext): void {
  app.post('/api/assets/missing', async (request, reply) => {
    context.admission.spend('uploads', request, reply);
    const { hashes } = validate(AssetHashesSchema, request.body);
    return { missing: await (await context.service(request)).missingAssets(hashes) };
  });

  app.put<{ Params: { hash: string } }>('/api/assets/:hash', async (request, reply) => {
    const { hash } = validate(AssetParams, request.params);
    const { body } = request;
    context.admission.upload(request);
    if (!(body instanceof Readable)) {
      throw new AuraError('E400-BAD_REQUEST', 'An asset is sent as application/octet-stream');
    }
    // Who does not say how much it is may send all that one may.
    const sizeBytes = Number(request.headers['content-length'] ?? MAX_ASSET_BYTES);
    const pieces = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    try {
      context.admission.spend('uploads', request, reply);
      if (sizeBytes > MAX_ASSET_BYTES) throw tooLarge();
      await (await context.service(request)).putAsset(hash, { sizeBytes, chunks: counted(pieces) });
    } catch (error) {
      await drain(pieces);
      throw error;
    }
    return reply.code(204).send();
  });
}

/** The body as it comes, up to the limit; a sender who leaves is no fault of ours. */
async function* counted(pieces: AsyncIterator<Buffer>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for (;;) {
    const next = await pieces.next().catch((cause: unknown) => {
      throw new AuraError('E400-BAD_REQUEST', 'The upload broke off', {
        cause,
        remediation: 'Send it again.',
      });
    });
    if (next.done) return;
    bytes += next.value.length;
    if (bytes > MAX_ASSET_BYTES) throw tooLarge();
    yield next.value;
  }
}

/** An answer to a sender who is still talking is lost with the connection: so it is heard to its end, within reason. */
async function drain(pieces: AsyncIterator<Buffer>): Promise<void> {
  let bytes = 0;
  for (;;) {
    const next = await pieces.next().catch(() => undefined);
    if (!next || next.done) return;
    bytes += next.value.length;
    if (bytes > 2 * MAX_ASSET_BYTES) return;
  }
}

function tooLarge(): AuraError {
  return new AuraError('E413-TOO_LARGE', 'The file is too large', {
    remediation: `Make it smaller: ${MAX_ASSET_BYTES / 1024 / 1024} MB are the most.`,
  });
}
