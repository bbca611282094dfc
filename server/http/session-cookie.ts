import type { CookieOptions, Request, Response } from 'express';
import { isBehindTls, type OwnNames } from './security.ts';

/** The cookie that holds the token of a session. */
export interface SessionCookie {
  read(req: Request): string | undefined;
  set(res: Response, token: string): void;
  clear(res: Response): void;
}

/**
 * The cookie: never for scripts, never for other sites. By TLS it has the prefix `__Host-`, with which browsers take it
 * from this very host alone, and send it by TLS alone. It ends with the browser; the store says when the session does.
 *
 * @source RFC 6265bis, section 4.1.3.2
 */
export function sessionCookie(names: Pick<OwnNames, 'publicOrigin'>): SessionCookie {
  const secure = isBehindTls(names);
  const name = secure ? '__Host-session' : 'session';
  const options: CookieOptions = { httpOnly: true, sameSite: 'strict', secure, path: '/' };
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{43})(?:;|$)`);
  return {
    read: (req) => pattern.exec(req.headers.cookie ?? '')?.[1],
    set: (res, token) => void res.cookie(name, token, options),
    clear: (res) => void res.clearCookie(name, options),
  };
}
