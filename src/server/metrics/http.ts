import { Counter, Histogram, type Registry } from 'prom-client';

export interface HttpMetrics {
  /** One answer. `route` is the route's pattern, never the address that was asked for. */
  answered(answer: { method: string; route: string; status: number; seconds: number; stream: boolean }): void;
  /** One error, by its code. */
  problem(code: string): void;
}

/** Methods that are told apart; anybody can make up others. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);

export function createHttpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'aura_http_requests_total',
    help: 'Requests that were answered, by route, method and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'aura_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer; event streams are not among them.',
    labelNames: ['method', 'route'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  });
  const problems = new Counter({
    name: 'aura_http_problems_total',
    help: 'Requests that were refused or failed, by error code: E401 has no valid token, E429 asked too often.',
    labelNames: ['code'],
    registers,
  });
  return {
    answered({ method: given, route, status, seconds, stream }) {
      const method = METHODS.has(given) ? given : 'other';
      requests.inc({ method, route, status });
      if (!stream) durations.observe({ method, route }, seconds);
    },
    problem: (code) => problems.inc({ code }),
  };
}
