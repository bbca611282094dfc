import type { Request, RequestHandler, Response } from 'express';
import { accountOf } from '../http/acting-account.ts';
import { isChange } from '../http/security.ts';
import type { AuditEntry, AuditLog, AuditOutcome } from '../store/audit-log.ts';

/** What the recording of changes needs. */
export interface Recording {
  readonly audit: AuditLog;
  now(): Date;
  /** Takes a line about a fault of ours. */
  log(line: string): void;
}

/** Names the account an action is done to, for the audit log. */
export function isAbout(res: Response, name: string): void {
  res.locals.auditAbout = name;
}

/**
 * Records every request that may change something, refused ones too. The answer goes out when the record is kept, so
 * that nobody learns of a change the log has not.
 */
export function recordChanges({ audit, now, log }: Recording): RequestHandler {
  return (req, res, next) => {
    if (!isChange(req)) return next();
    const { method, path } = req;
    let isRecorded = false;
    const record = async (status: number | null) => {
      if (isRecorded || res.locals.isFlood) return;
      isRecorded = true;
      try {
        await audit.insert(entryOf(req, res, { atUtc: now().toISOString(), action: `${method} ${path}`, status }));
      } catch (error) {
        log(`The audit log could not be written: ${error instanceof Error ? error.stack : error}`);
      }
    };
    const end = res.end.bind(res) as (...args: unknown[]) => Response;
    res.end = ((...args: unknown[]) => {
      record(res.statusCode).finally(() => end(...args));
      return res;
    }) as typeof res.end;
    res.once('close', () => void record(null));
    next();
  };
}

function entryOf(req: Request, res: Response, told: Pick<AuditEntry, 'atUtc' | 'action' | 'status'>): AuditEntry {
  const account = accountOf(res);
  return {
    ...told,
    account: account?.name ?? null,
    via: account?.via ?? 'nobody',
    address: req.ip ?? 'gone',
    about: (res.locals.auditAbout as string | undefined) ?? null,
    outcome: outcomeOf(told.status),
  };
}

function outcomeOf(status: number | null): AuditOutcome {
  if (status === null) return 'failed';
  if (status < 400) return 'done';
  return [401, 403, 429].includes(status) ? 'refused' : 'failed';
}
