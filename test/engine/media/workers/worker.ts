import { parentPort, threadId } from 'node:worker_threads';
import { serveJobs } from '../../../../src/engine/media/workers/serve.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';

const handlers = {
  sum: ({ numbers }: { numbers: Float32Array }) => ({
    output: { sum: numbers.reduce((sum, number) => sum + number, 0), thread: threadId },
  }),
  double: (input: Float32Array<ArrayBuffer>) => {
    const output = input.map((number) => number * 2);
    return { output, transfer: [output.buffer] };
  },
  fail: (message: string) => {
    throw new AuraError('E200-TTS', message, { remediation: 'Speak up.', details: 'from the worker' });
  },
  spin: (): never => {
    for (;;);
  },
  exit: (code: number): never => process.exit(code),
  crash: async () => {
    setImmediate(() => {
      throw new Error('boom');
    });
    return new Promise<never>(() => undefined);
  },
};

export type TestJobs = typeof handlers;

if (parentPort) serveJobs(parentPort, handlers);
