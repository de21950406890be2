import { readdir } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * What Prometheus' own clients tell of a process, under their names. Looked at when asked for: prom-client's default
 * metrics keep a timer and observers for ever, which an engine that lies idle in an editor must not.
 */
export function addProcessMetrics(registry: Registry, version: string): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number | Promise<number>): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  const cpu = (name: string, help: string, read: () => number): Counter =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });

  new Gauge({
    name: 'aura_build_info',
    help: 'Versions; the value is always 1.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1);
  cpu('process_cpu_user_seconds_total', 'User CPU time.', () => process.cpuUsage().user / 1e6);
  cpu('process_cpu_system_seconds_total', 'System CPU time.', () => process.cpuUsage().system / 1e6);
  gauge('process_start_time_seconds', 'Start of the process, seconds since 1970.', () =>
    Math.floor(performance.timeOrigin / 1000),
  );
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed);
  gauge('nodejs_heap_size_total_bytes', 'Heap.', () => process.memoryUsage().heapTotal);
  gauge('nodejs_external_memory_bytes', 'Memory outside of the heap.', () => process.memoryUsage().external);
  let before = performance.eventLoopUtilization();
  gauge(
    'nodejs_eventloop_utilization',
    'Share of time the event loop was busy since it was last asked.',
    () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  );
  if (process.platform === 'linux') {
    gauge('process_open_fds', 'Open file descriptors.', async () => (await readdir('/proc/self/fd')).length);
  }
}
