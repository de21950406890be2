import type { FastifyInstance } from 'fastify';
import { AuraError } from '../../protocol/protocol.ts';

/** What leads nowhere: 405 with `Allow` where only the method is wrong, else 404. To be called before any route is added. */
export function answerUnknown(app: FastifyInstance): void {
  const patterns = new Map<string, { matches: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = patterns.get(url) ?? { matches: patternOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) known.methods.add(one);
    patterns.set(url, known);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = [...patterns.values()].flatMap((known) =>
      known.matches.test(path) ? [...known.methods] : [],
    );
    if (methods.length > 0) {
      void reply.header('allow', methods.join(', '));
      throw new AuraError('E405-METHOD_NOT_ALLOWED', `${request.method} is not possible here`);
    }
    throw new AuraError('E404-NOT_FOUND', 'There is nothing at this address', {
      remediation: 'Check the address and the method.',
    });
  });
}

/** What addresses a route's pattern stands for. */
function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', String.raw`\.`)));
  return new RegExp(`^${parts.join('/')}$`);
}
