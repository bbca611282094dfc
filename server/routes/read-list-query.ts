import type { Request } from 'express';
import { labelsOf, parseEpochUtc } from '#domain';
import { fromPageToken } from '../http/page-token.ts';
import { choiceParameter, textParameter } from '../http/query.ts';
import { wordedError } from '../http/worded-error.ts';
import { physicsChoices, type TargetListQuery } from '../pages/target-list-filters.ts';
import { isPlaceOf, type KeysetPlace } from '../store/keyset.ts';
import { statuses } from '../store/severity-rank.ts';
import { keysOfSort, targetSorts } from '../store/target-query.ts';

/**
 * What the address of the list of targets asks for.
 *
 * @throws AppError `server.bad_query` for a value that the list does not know
 */
export function readListQuery(req: Request): TargetListQuery {
  const sort = choiceParameter(req, 'sort', targetSorts) ?? 'observed';
  const order = choiceParameter(req, 'order', ['asc', 'desc']) ?? (sort === 'target' ? 'asc' : 'desc');
  const keys = keysOfSort(sort, order === 'desc');
  return {
    search: textParameter(req, 'q'),
    severity: choiceParameter(req, 'severity', statuses),
    motion: choiceParameter(req, 'motion', labelsOf.motion),
    operation: choiceParameter(req, 'operation', labelsOf.operation),
    task: choiceParameter(req, 'task', labelsOf.task),
    physics: choiceParameter(req, 'physics', physicsChoices),
    confidenceBelow: shareParameter(req, 'below'),
    observedSinceUtc: instantParameter(req, 'since'),
    logId: numberParameter(req, 'log'),
    asset: textParameter(req, 'own'),
    isWatched: choiceParameter(req, 'watched', ['yes']) !== undefined,
    sort,
    order,
    after: fromPageToken(textParameter(req, 'next'), (place): place is KeysetPlace => isPlaceOf(keys, place)),
  };
}

/** A share told in percent, 0 to 100. */
function shareParameter(req: Request, name: string): number | undefined {
  const text = textParameter(req, name);
  if (text === undefined) return undefined;
  const percent = Number(text);
  if (percent >= 0 && percent <= 100) return percent / 100;
  throw badValue(name, text, 'error.badPercent');
}

/** A day, or an instant in UTC. */
function instantParameter(req: Request, name: string): Date | undefined {
  const text = textParameter(req, name);
  if (text === undefined) return undefined;
  const utcMs = parseEpochUtc(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (typeof utcMs === 'number' && Number.isFinite(utcMs)) return new Date(utcMs);
  throw badValue(name, text, 'error.badInstant');
}

function numberParameter(req: Request, name: string): number | undefined {
  const text = textParameter(req, name);
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw badValue(name, text, 'error.badNumber');
}

const badValue = (name: string, value: string, message: 'error.badPercent' | 'error.badInstant' | 'error.badNumber') =>
  wordedError('server.bad_query', { message, hint: 'error.badChoice.parameter', values: { name, value } });
