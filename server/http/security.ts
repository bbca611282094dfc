import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { wordedError } from './worded-error.ts';

/** Headers that allow nothing but our own files: no inline script or style, no frames, no other site. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what another site sends in the reader's name: requests to a name that is not this machine's
 * (DNS rebinding), and forms posted from another origin.
 */
export function refuseForeignRequests(req: Request, _res: Response, next: NextFunction): void {
  const host = (req.headers.host ?? '').replace(/:\d+$/, '');
  const site = req.headers['sec-fetch-site'];
  const isForeignPost = req.method !== 'GET' && site !== undefined && site !== 'same-origin' && site !== 'none';
  if (loopbackNames.has(host) && !isForeignPost) {
    next();
    return;
  }
  next(
    wordedError('server.foreign_request', {
      message: 'error.foreign',
      hint: 'error.foreign.hint',
      values: { host },
    }),
  );
}
