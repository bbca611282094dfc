import { domainErrors } from '#domain';
import { serverErrors } from '../errors.ts';
import type { DocumentedResponse } from './openapi.ts';
import type { ErrorCode } from './operation.ts';

const meanings: Readonly<Record<string, string>> = { ...domainErrors, ...serverErrors };

/** Bodies that cannot be read, before anything looks at what they say; 400 has the meaning of its code. */
const unreadable = new Map([
  [400, undefined],
  [413, 'The body is larger than any form.'],
  [415, 'The body is packed, or in characters that are not read.'],
]);

const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };

/** The refusals of an operation by their status, each with its codes. */
export function documentedErrors(
  codes: readonly ErrorCode[],
  hasBody: boolean,
  statusOf: (code: string) => number,
): Readonly<Record<string, DocumentedResponse>> {
  const byStatus = new Map<number, string[]>();
  const add = (status: number, code: string) => {
    const known = byStatus.get(status) ?? [];
    if (!known.includes(code)) byStatus.set(status, [...known, code]);
  };
  for (const code of codes) add(statusOf(code), code);
  if (hasBody) for (const status of unreadable.keys()) add(status, 'server.bad_query');
  return Object.fromEntries(
    [...byStatus].map(([status, told]) => [
      status,
      {
        description: told.map((code) => `\`${code}\`: ${meaningOf(code, status)}`).join(' '),
        content,
        'x-codes': told,
      },
    ]),
  );
}

const meaningOf = (code: string, status: number): string | undefined =>
  code === 'server.bad_query' ? (unreadable.get(status) ?? meanings[code]) : meanings[code];
