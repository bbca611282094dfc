import type { ServerResponse } from 'node:http';
import type { Request } from 'express';
import type { OpenApiDocument } from '../api/openapi.ts';
import { templateOf } from '../api/openapi-document.ts';
import { checkBody } from './check-body.ts';
import { checkRequest } from './check-request.ts';
import { documentedSchemas } from './documented-schemas.ts';
import type { CheckContext, Place, SentAnswer } from './sent-answer.ts';

/** Says what is amiss with an answer, and what to write; undefined when the document has it as it is. */
export type AnswerCheck = (sent: SentAnswer) => string | undefined;

/** Checks answers against a document. */
export function checkAnswers(document: OpenApiDocument): AnswerCheck {
  const context = { schemas: documentedSchemas(document), querySchemas: documentedSchemas(document, true) };
  return (sent) => {
    const route = (sent.req as Request).route as { readonly path: string | readonly string[] } | undefined;
    const type = typeOf(sent.res);
    if (route === undefined) return type === 'application/json' ? errorFault(sent, context) : undefined;
    const method = sent.req.method === 'HEAD' ? 'GET' : (sent.req.method ?? '');
    const path = [route.path].flat()[0] ?? '';
    const operation = document.paths[templateOf(path)]?.[method.toLowerCase()];
    const name = `${method} ${path}`;
    if (!operation) return `${name} is not in the API document. ${howToAdd(name)}`;
    const place = { path: templateOf(path), method: method.toLowerCase(), operation };
    const amiss =
      checkStatus(sent, place, type) ?? checkBody(sent, place, type, context) ?? checkRequest(sent, place, context);
    return amiss && `${name} (operation ${operation.operationId} in server/api) ${amiss}`;
  };
}

/** What to write for a route that the document lacks. */
export const howToAdd = (name: string): string =>
  `Add to a file of its page, server/api/PAGE-operations.ts, which server/api/operations.ts names:
  '${name}': { id: 'doSomething', tag: 'console', summary: 'What it does', answers: ${
    name.startsWith('GET')
      ? "pageAnswer('What comes.', { json: answer('KIND', { field: text('What it holds.') }) })"
      : "changeAnswers(200, { meaning: 'It is done.', json: answer('KIND', { field: text('What it holds.') }) })"
  } }`;

/** Media type without its parameters. */
const typeOf = (res: ServerResponse): string =>
  String(res.getHeader('content-type') ?? '')
    .split(';')[0]!
    .trim();

/** An answer before any route took the request is an error. */
function errorFault({ req, body }: SentAnswer, { schemas }: CheckContext): string | undefined {
  const fault = body === '' ? undefined : schemas.faultOf(JSON.parse(body), 'components', 'schemas', 'Error');
  return fault && `${req.method} ${req.url} answered with JSON that is no Error of server/api/envelope.ts: ${fault}.`;
}

function checkStatus({ res, body }: SentAnswer, { operation }: Place, type: string): string | undefined {
  const status = res.statusCode;
  if (status === 304) return undefined;
  const response = operation.responses[status];
  const code = status >= 400 && type === 'application/json' && body !== '' ? JSON.parse(body).code : undefined;
  if (!response) {
    if (status < 400) return `answered ${status}, which its \`answers\` lack.`;
    return `answered ${status}${code ? ` ${code}: add '${code}' to its \`errors\`` : ', of which its `errors` have no code'}.`;
  }
  if (code !== undefined && !response['x-codes']?.includes(code))
    return `answered ${status} ${code}: add '${code}' to its \`errors\`.`;
  return undefined;
}
