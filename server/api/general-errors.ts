import type { Allowed } from '../http/allow.ts';
import type { ErrorCode, Operation } from './operation.ts';

/** Codes that an operation may answer with: those it names, and those that follow from what it takes and who may use it. */
export function errorsOf(operation: Operation, method: string, allowed: Allowed | undefined): readonly ErrorCode[] {
  const { form, upload, query, answers, errors = [] } = operation;
  const isPage = Object.values(answers).some((answer) => answer.isPage);
  return [
    ...new Set<ErrorCode>([
      'server.sign_in_required',
      'server.foreign_request',
      'server.too_many_requests',
      'server.address_too_long',
      'server.unexpected',
      ...(allowed === 'anyone' || (allowed === 'viewer' && !operation.notByToken)
        ? []
        : ['server.not_allowed' as const]),
      ...(form ? ['server.bad_form' as const] : []),
      ...(upload ? ['server.bad_upload' as const] : []),
      ...(query || method !== 'GET' ? ['server.bad_query' as const] : []),
      ...(isPage ? ['server.not_acceptable' as const] : []),
      ...errors,
    ]),
  ];
}
