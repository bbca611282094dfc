import type { RouteEntry } from '../http/route-list.ts';
import { statusOf } from '../http/statuses.ts';
import type { Components } from './components.ts';
import { documentedAnswer } from './documented-answer.ts';
import { documentedErrors } from './documented-errors.ts';
import { errorsOf } from './general-errors.ts';
import type { DocumentedOperation, DocumentedParameter, DocumentedResponse } from './openapi.ts';
import type { Operation, Parameters } from './operation.ts';

/** What the document says of a route. */
export function documentedOperation(operation: Operation, route: RouteEntry, parts: Components): DocumentedOperation {
  const { id, tag, summary, path = {}, query = {}, notByToken } = operation;
  const parameters = [...parametersIn('path', path, parts), ...parametersIn('query', query, parts)];
  const details = [operation.details, notByToken && `Not by token: ${notByToken}`].filter(Boolean).join(' ');
  const body = bodyOf(operation, parts);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(details !== '' && { description: details }),
    ...securityOf(operation, route),
    'x-role': route.allowed ?? 'nobody',
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(operation, route, parts),
  };
}

function securityOf({ notByToken }: Operation, { allowed }: RouteEntry): Pick<DocumentedOperation, 'security'> {
  if (allowed === 'anyone') return { security: [] };
  return notByToken ? { security: [{ session: [] }] } : {};
}

function parametersIn(place: DocumentedParameter['in'], given: Parameters, parts: Components): DocumentedParameter[] {
  return Object.entries(given).map(([name, told]) => {
    const { description, examples, ...schema } = parts.write(told);
    const [example] = (examples as readonly unknown[] | undefined) ?? [];
    return {
      name,
      in: place,
      required: place === 'path',
      description: String(description),
      schema,
      ...(example !== undefined && { example }),
    };
  });
}

function bodyOf({ form, upload }: Operation, parts: Components): DocumentedOperation['requestBody'] {
  if (upload) return { required: true, content: { 'multipart/form-data': { schema: parts.write(upload) } } };
  if (!form) return undefined;
  const schema = parts.write(form);
  return {
    required: ((form.required as readonly string[] | undefined) ?? []).length > 0,
    content: { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } },
  };
}

function responsesOf(operation: Operation, route: RouteEntry, parts: Components): DocumentedOperation['responses'] {
  const told = Object.entries(operation.answers).map(([status, answer]): [string, DocumentedResponse] => [
    status,
    documentedAnswer(answer, parts),
  ]);
  const isGuardedPage = route.method === 'GET' && route.allowed !== 'anyone' && !operation.answers[303];
  const signIn: DocumentedResponse = {
    description: 'A page asked for by somebody who is not signed in.',
    headers: { Location: { description: 'The sign-in page.', schema: { type: 'string' } } },
  };
  const codes = errorsOf(operation, route.method, route.allowed);
  return {
    ...Object.fromEntries(told),
    ...(isGuardedPage && { 303: signIn }),
    ...documentedErrors(codes, operation.form !== undefined, statusOf),
  };
}
