import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AuraError } from '../../protocol/protocol.ts';
import { toNoAnswer } from './noAnswer.ts';

/** An answer that is read whole is at most this long, bytes: a log of a long film. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads an answer to its end. @throws NoAnswer when it breaks off; AuraError `E413-TOO_LARGE` */
export async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of unpacked(incoming) as AsyncIterable<Buffer>) {
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
  const body = unpacked(incoming);
  // A reader that has stopped takes nothing more, though some may still be on its way.
  let wanted = true;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        body.on('data', (chunk: Buffer) => {
          if (!wanted) return;
          onBytes?.();
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) body.pause();
        });
        body.once('end', () => {
          if (wanted) controller.close();
        });
        body.once('error', (error) => {
          if (wanted) controller.error(toNoAnswer(error));
          wanted = false;
        });
      },
      pull() {
        body.resume();
      },
      cancel() {
        wanted = false;
        body.destroy();
        incoming.destroy();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
  );
}

/** The bytes as they were meant: proxies compress what nobody asked them to. Gives out each part as soon as it is there. */
function unpacked(incoming: IncomingMessage): Readable {
  const flush = constants.Z_SYNC_FLUSH;
  switch (incoming.headers['content-encoding']?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return pipeline(incoming, createGunzip({ flush, finishFlush: flush }), () => undefined);
    case 'deflate':
      return pipeline(incoming, createInflate({ flush, finishFlush: flush }), () => undefined);
    case 'br':
      return pipeline(
        incoming,
        createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
        () => undefined,
      );
    default:
      return incoming;
  }
}
