import type { Request } from 'express';
import type { CheckContext, Place, SentAnswer } from './sent-answer.ts';

/** Says what of a request that went well the document does not allow. Where that is meant, the test says `sendsRubbish`. */
export function checkRequest(
  { req, res, isRubbish }: SentAnswer,
  { path, method, operation }: Place,
  { schemas, querySchemas }: CheckContext,
): string | undefined {
  if (isRubbish || res.statusCode >= 400) return undefined;
  const place = ['paths', path, method];
  const isForm = operation.requestBody?.content['application/json'] !== undefined;
  const body: unknown = (req as Request).body ?? {};
  const bodyFault = isForm
    ? schemas.faultOf({ ...(body as object) }, ...place, 'requestBody', 'content', 'application/json', 'schema')
    : undefined;
  if (bodyFault) return `took a form that is not as its \`form\` says: ${bodyFault}.`;
  const parameters = (operation.parameters ?? []).map((parameter, index) => ({ ...parameter, index }));
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  if (inQuery.length === 0) return undefined;
  for (const [name, value] of Object.entries((req as Request).query)) {
    const parameter = inQuery.find((one) => one.name === name);
    if (!parameter) return `took the parameter ${name}, which its \`query\` lacks.`;
    const fault =
      value === '' ? undefined : querySchemas.faultOf(value, ...place, 'parameters', String(parameter.index), 'schema');
    if (fault) return `took "${value}" for ${name}, which its \`query\` does not allow: ${fault}.`;
  }
  return undefined;
}
