import type { Response } from 'express';

/** Server-sent events on a response. */
export interface EventStream {
  /** @param id  what the browser sends back when it connects again */
  send(event: string, id: string, data: unknown): void;
  end(): void;
}

/** A comment this often keeps proxies from closing a quiet stream. */
const heartbeatMs = 15_000;

/** Opens a stream of server-sent events; it ends by itself when the reader goes away. */
export function openEventStream(res: Response): EventStream {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
  res.write('retry: 2000\n\n');
  const heartbeat = setInterval(() => res.write(': alive\n\n'), heartbeatMs);
  res.once('close', () => clearInterval(heartbeat));
  return {
    send(event, id, data) {
      if (!res.writableEnded) res.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end() {
      clearInterval(heartbeat);
      res.end();
    },
  };
}
