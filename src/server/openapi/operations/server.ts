import { json, raw, type Answer, type Operation } from '../operation.ts';
import type { SchemaName } from '../schemas.ts';

const live = (method: 'get' | 'head', id: string): Operation => ({
  method,
  path: '/api/health/live',
  id,
  tag: 'Server',
  summary: 'Ask whether anybody is there',
  answers: { 200: { description: 'Somebody is.', ...contentOf(method, 'Alive') } },
  open: true,
});

const ready = (method: 'get' | 'head', id: string): Operation => ({
  method,
  path: '/api/health/ready',
  id,
  tag: 'Server',
  summary: 'Ask whether films can be made',
  answers: {
    200: { description: 'They can.', ...contentOf(method, 'Readiness') },
    503: { description: 'They cannot; the checks say why.', ...contentOf(method, 'Readiness') },
  },
});

function contentOf(method: 'get' | 'head', name: SchemaName): Pick<Answer, 'content'> {
  return method === 'head' ? {} : { content: [json(name)] };
}

export const SERVER_OPERATIONS: readonly Operation[] = [
  live('get', 'getLiveness'),
  live('head', 'headLiveness'),
  ready('get', 'getReadiness'),
  ready('head', 'headReadiness'),
  {
    method: 'get',
    path: '/api/capabilities',
    id: 'getCapabilities',
    tag: 'Server',
    summary: 'List encoders, voices and limits',
    answers: { 200: { description: 'What the server can do.', content: [json('Capabilities')] } },
  },
  {
    method: 'get',
    path: '/api/metrics',
    id: 'getMetrics',
    tag: 'Server',
    summary: 'Read the metrics, in Prometheus’ text format 0.0.4',
    answers: { 200: { description: 'The metrics.', content: [raw('text/plain')] } },
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'getOpenApi',
    tag: 'Server',
    summary: 'Read this document',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        content: [{ type: 'application/json', schema: { type: 'object' } }],
      },
    },
  },
];
