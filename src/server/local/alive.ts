import { connect } from 'node:net';

/**
 * Whether a process listens at the socket or pipe. The system itself knows: a process that died listens to nothing,
 * one that is stopped still does. So no process id has to be trusted.
 */
export function isListening(socketPath: string, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (alive: boolean): void => {
      socket.removeAllListeners();
      // What the socket says after it was let go is of no interest, but must not be thrown.
      socket.on('error', () => undefined);
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(timeoutMs, () => settle(true));
    socket.on('connect', () => settle(true));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      settle(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ENOTDIR', 'EINVAL'].includes(error.code ?? '')),
    );
  });
}
