import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Which connections a server has, and which of them carry a request. */
export interface Connections {
  /** Closes those that carry none: kept for a next request, or opened ahead of a first one. */
  closeUnused(): void;
}

/** Node's own `closeIdleConnections` passes over connections on which nothing was asked yet. */
export function trackConnections(server: Server): Connections {
  const requests = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const open = requests.get(socket);
      if (open !== undefined) requests.set(socket, open - 1);
    });
  });
  return {
    closeUnused() {
      for (const [socket, open] of requests) if (open === 0) socket.destroy();
    },
  };
}
