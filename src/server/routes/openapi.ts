import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../context.ts';
import { openApiDocument } from '../openapi/document.ts';

/** What the server can be asked, for programs and for people who write them. */
export function openApiRoutes(app: FastifyInstance, context: ServerContext): void {
  let text: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(context.version));
    return reply.type('application/json').send(text);
  });
}
