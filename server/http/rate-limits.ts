import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { isChange } from './security.ts';
import { wordedError } from './worded-error.ts';

/** Requests of one address in a minute. */
export interface RateLimits {
  readonly requestsPerMin: number;
  readonly changesPerMin: number;
  readonly signInsPerMin: number;
}

/** Limits of each address (of each /56 network in IPv6), counted in this process. */
export interface RateLimiters {
  /** For everything. */
  readonly requests: RequestHandler;
  /** For what may change something: uploads and jobs cost more than pages. */
  readonly changes: RequestHandler;
  /** For everything that checks a password. */
  readonly passwords: RequestHandler;
}

/** Makes the limiters of one console. */
export function rateLimiters({ requestsPerMin, changesPerMin, signInsPerMin }: RateLimits): RateLimiters {
  return {
    requests: perMinute('requests', requestsPerMin),
    changes: perMinute('changes', changesPerMin, true),
    passwords: perMinute('passwords', signInsPerMin),
  };
}

function perMinute(identifier: string, limit: number, onlyChanges = false): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    identifier,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skip: (req) => onlyChanges && !isChange(req),
    // A flood fills the audit log no further than its first refusal in each minute.
    handler: (req, res, next) => {
      const { used } = (req as unknown as { rateLimit: { used: number } }).rateLimit;
      res.locals.isFlood = used > limit + 1;
      next(wordedError('server.too_many_requests', { message: 'error.tooMany', hint: 'error.tooMany.hint' }));
    },
    // Forwarded addresses are taken from as many proxies as the settings say, and otherwise not at all; that is meant.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
  });
}
