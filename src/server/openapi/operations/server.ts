import { json, raw, type Operation } from '../operation.ts';

export const SERVER_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/health/live',
    id: 'getLiveness',
    tag: 'Server',
    summary: 'Ask whether anybody is there',
    answers: { 200: { description: 'Somebody is.', content: [json('Alive')] } },
    open: true,
  },
  {
    method: 'get',
    path: '/api/health/ready',
    id: 'getReadiness',
    tag: 'Server',
    summary: 'Ask whether films can be made',
    answers: {
      200: { description: 'They can.', content: [json('Readiness')] },
      503: { description: 'They cannot; the checks say why.', content: [json('Readiness')] },
    },
  },
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
