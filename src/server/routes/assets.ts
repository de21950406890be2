import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { AuraError } from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';
import { validate } from '../validate.ts';

/** One picture, clip or sound that a script names is at most this large, bytes. */
export const MAX_ASSET_BYTES = 256 * 1024 * 1024;

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'A SHA-256 in lower-case hexadecimal'));
const MissingBody = v.object({ hashes: v.pipe(v.array(Hash), v.maxLength(10_000)) });

/** What a script names, uploaded once by content. */
export function assetRoutes(app: FastifyInstance, context: ServerContext): void {
  app.post('/api/assets/missing', async (request) => {
    const { hashes } = validate(MissingBody, request.body);
    return { missing: await (await context.service).missingAssets(hashes) };
  });

  app.put<{ Params: { hash: string } }>(
    '/api/assets/:hash',
    { bodyLimit: MAX_ASSET_BYTES },
    async (request, reply) => {
      const { hash } = validate(v.object({ hash: Hash }), request.params);
      if (!Buffer.isBuffer(request.body)) {
        throw new AuraError('E400-BAD_REQUEST', 'An asset is sent as application/octet-stream');
      }
      await (await context.service).putAsset(hash, request.body);
      return reply.code(204).send();
    },
  );
}
