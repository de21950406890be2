import type { FastifyInstance } from 'fastify';
import { AuraError } from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';
import { sendFile } from '../sendFile.ts';

/** The files of a job. */
export function artifactRoutes(app: FastifyInstance, context: ServerContext): void {
  app.route<{ Params: { id: string; name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/api/jobs/:id/artifacts/:name',
    async handler(request, reply) {
      const { id, name } = request.params;
      if (/[/\\\0]|^\.+$/.test(name)) throw new AuraError('E404-NOT_FOUND', 'The job has no such file');
      const service = await context.service(request);
      return sendFile(request, reply, { service, id, name });
    },
  });
}
