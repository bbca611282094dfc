import { createServer, type RequestListener, type Server } from 'node:http';

/** How long a sender may take, ms. */
export interface SenderTimes {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Headers of one request; browsers send about twenty. */
const mostHeaders = 100;

/**
 * An HTTP server that waits for no one for ever: a request whose head or body comes too slowly is answered 408 and cut
 * off. Nothing limits how long an answer takes, for events stay open.
 */
export function createConsoleServer(answer: RequestListener, times: SenderTimes): Server {
  const { headersTimeoutMs, requestTimeoutMs } = times;
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, headersTimeoutMs, requestTimeoutMs),
      maxHeaderSize: 16_384,
    },
    answer,
  );
  server.maxHeadersCount = mostHeaders;
  return server;
}
