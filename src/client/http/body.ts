import type { IncomingMessage } from 'node:http';
import { AuraError } from '../../protocol/protocol.ts';
import { toNoAnswer } from './exchange.ts';

/** An answer that is read whole is at most this long, bytes: a log of a long film. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads an answer to its end. @throws NoAnswer when it breaks off; AuraError `E413-TOO_LARGE` */
export async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new AuraError('E413-TOO_LARGE', 'The server’s answer is too large');
      chunks.push(chunk);
    }
  } catch (error) {
    throw AuraError.is(error) ? error : toNoAnswer(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * An answer as a web stream that waits for its reader.
 * @param onBytes is told of every chunk as it arrives, whatever is in it.
 */
export function bodyStream(incoming: IncomingMessage, onBytes?: () => void): ReadableStream<Uint8Array> {
  // A reader that has stopped takes nothing more, though some may still be on its way.
  let wanted = true;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (chunk: Buffer) => {
          if (!wanted) return;
          onBytes?.();
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        });
        incoming.once('end', () => {
          if (wanted) controller.close();
        });
        incoming.once('error', (error) => {
          if (wanted) controller.error(toNoAnswer(error));
          wanted = false;
        });
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        wanted = false;
        incoming.destroy();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
  );
}
