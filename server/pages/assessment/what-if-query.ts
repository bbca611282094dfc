import {
  type ChangeableName,
  changeableNames,
  type Evidence,
  type EvidenceChanges,
  maxRemarkBytes,
  motionWordNames,
  reportedElementNames,
  termsOf,
} from '#domain';
import { wordedError } from '../../http/worded-error.ts';

/** What a form or an address supposes. */
export interface WhatIfQuery {
  /** Only what differs from the record. */
  readonly changes: EvidenceChanges;
  /** The shortest query that says so, with its `?`; empty when nothing differs. */
  readonly search: string;
}

/** What the record says of something that can be changed, in its own words. */
export function wordsOnRecord({ elements, motionFacts }: Evidence, name: ChangeableName): string {
  const reported = reportedElementNames.find((one) => one === name);
  if (reported !== undefined) return elements[reported].text;
  const ofMotion = motionWordNames.find((one) => one === name);
  return ofMotion === undefined ? '' : motionFacts[ofMotion];
}

/**
 * Reads what is supposed of a target: `lighting=eclipse&rangeTrend=falling&remarks=…`. What is as on record is left out.
 *
 * @throws AppError `server.bad_query` for a term or a name that is none, and for remarks that are too long
 */
export function readWhatIf(query: Readonly<Record<string, unknown>>, evidence: Evidence): WhatIfQuery {
  const changes: Record<string, string> = {};
  for (const name of changeableNames) {
    const term = textOf(query, name);
    const onRecord = wordsOnRecord(evidence, name);
    if (term === undefined || term === '' || term === onRecord) continue;
    requireTerm(name, term);
    changes[name] = term;
  }
  const remarks = textOf(query, 'remarks');
  if (remarks !== undefined && inOneLine(remarks) !== inOneLine(evidence.remarks ?? ''))
    changes.remarks = shortEnough(inOneLine(remarks));
  refuseOthers(query);
  const search = new URLSearchParams(changes).toString();
  return { changes, search: search === '' ? '' : `?${search}` };
}

function textOf(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value.trim();
  throw wordedError('server.bad_query', { message: 'error.twice', hint: 'error.twice.hint', values: { name } });
}

function requireTerm(name: ChangeableName, term: string): void {
  const terms = termsOf(name);
  if (terms.includes(term)) return;
  throw badChoice(name, terms, term);
}

function refuseOthers(query: Readonly<Record<string, unknown>>): void {
  const known: readonly string[] = [...changeableNames, 'remarks'];
  const other = Object.keys(query).find((name) => !known.includes(name));
  if (other !== undefined)
    throw wordedError('server.bad_query', {
      message: 'error.notChangeable',
      hint: 'error.badChoice.parameter',
      values: { name: other, choices: known.join(', ') },
    });
}

function shortEnough(remarks: string): string {
  const bytes = Buffer.byteLength(remarks);
  if (bytes <= maxRemarkBytes) return remarks;
  throw wordedError('server.bad_query', {
    message: 'error.longRemarks',
    hint: 'error.longRemarks.hint',
    values: { most: maxRemarkBytes, bytes },
  });
}

const badChoice = (name: string, choices: readonly string[], value: string) =>
  wordedError('server.bad_query', {
    message: 'error.badChoice',
    hint: 'error.badChoice.parameter',
    values: { name, choices: choices.join(', '), value },
  });

const inOneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
