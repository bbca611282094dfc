import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { wordedError } from './worded-error.ts';

/** What the guards of requests have to know of the settings. */
export interface OwnNames {
  /** Names the console answers to. */
  readonly hostNames: ReadonlySet<string>;
  /** Where readers open it; null when nobody said. */
  readonly publicOrigin: string | null;
}

/** Whether readers reach the console by TLS. */
export const isBehindTls = ({ publicOrigin }: Pick<OwnNames, 'publicOrigin'>): boolean =>
  publicOrigin?.startsWith('https:') ?? false;

/** Headers that allow nothing but our own files: no inline script or style, no frames, no other site. */
export const securityHeaders = (names: Pick<OwnNames, 'publicOrigin'>): RequestHandler =>
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
    strictTransportSecurity: isBehindTls(names) && { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });

/** Longest address of a request, bytes; the longest of our own, a target of 256 characters in UTF-8 escapes, has 3 kB. */
const longestAddressBytes = 4096;

/** Refuses addresses that no page of ours has by their length. */
export function refuseLongAddresses(req: Request, _res: Response, next: NextFunction): void {
  if (req.url.length <= longestAddressBytes) next();
  else
    next(
      wordedError('server.address_too_long', {
        message: 'error.addressTooLong',
        values: { most: longestAddressBytes, length: req.url.length },
      }),
    );
}

/** Refuses requests under a name that is not ours: another site that makes its name point here (DNS rebinding). */
export function refuseForeignNames({ hostNames }: Pick<OwnNames, 'hostNames'>): RequestHandler {
  return (req, _res, next) => {
    const host = (req.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    if (hostNames.has(host) && req.headersDistinct.host?.length === 1) next();
    else
      next(
        wordedError('server.foreign_request', {
          message: 'error.foreign',
          hint: 'error.foreign.hint',
          values: { host },
        }),
      );
  };
}

/** Verbs that change nothing. */
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may change something. */
export const isChange = (req: Pick<Request, 'method'>): boolean => !readingMethods.has(req.method);

/**
 * Refuses what another site's page sends in the reader's name (CSRF): a request that may change something has to say by
 * `Origin` or `Sec-Fetch-Site` that it comes from our own pages. With cookies it has to say it; a program without
 * cookies, or with a token of its own, acts for nobody else.
 */
export function refuseForeignForms(names: OwnNames): RequestHandler {
  return (req, _res, next) => {
    if (!isChange(req) || req.headers.authorization !== undefined || isFromOurPages(req, names)) next();
    else next(wordedError('server.foreign_request', { message: 'error.foreignForm', hint: 'error.foreignForm.hint' }));
  };
}

function isFromOurPages({ headers }: Request, { publicOrigin }: OwnNames): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined) return isOurOrigin(origin, host ?? '', publicOrigin);
  return site === 'same-origin' || headers.cookie === undefined;
}

/** The scheme counts where the public address has the host's name; elsewhere a proxy may add TLS that nobody told of. */
function isOurOrigin(origin: string, host: string, publicOrigin: string | null): boolean {
  if (origin === publicOrigin) return true;
  if (publicOrigin !== null && new URL(publicOrigin).host === host) return false;
  return origin === `http://${host}` || origin === `https://${host}`;
}
