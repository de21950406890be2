/** Whether this is a reader's going away: `| head` has had enough. */
function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}

/**
 * A reader who goes away is no error: what is still written goes nowhere, and the work goes on. A film is made though nobody
 * reads about it any more.
 */
export function surviveClosedPipes(...streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (!isClosedPipe(error)) throw error;
    });
  }
}

/** Aborts when nobody reads the stream any more: for work that is nothing but its output. */
export function outputClosed(stream: NodeJS.WriteStream): AbortSignal {
  const controller = new AbortController();
  stream.once('error', (error) => {
    if (isClosedPipe(error)) controller.abort();
  });
  return controller.signal;
}
