import type { JsonSchema } from './components.ts';
import type { DocumentedOperation, DocumentedParameter } from './openapi.ts';

/** How examples of requests are written. */
export interface ExampleOptions {
  /** Scheme, name and port of the console. */
  readonly origin: string;
  /** Whether programs need a token. */
  readonly needsToken: boolean;
}

/** A request of an operation for a shell, by curl. */
export function exampleRequest(
  { origin, needsToken }: ExampleOptions,
  method: string,
  path: string,
  { parameters = [], requestBody, security, responses }: DocumentedOperation,
): string {
  const address = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((filled, one) => filled.replace(`{${one.name}}`, encodeURIComponent(exampleOf(one))), path);
  const body = bodyOf(requestBody?.content);
  const isOpen = security?.length === 0;
  const isBySession = security?.some(({ session }) => session !== undefined) ?? false;
  const isData = Object.values(responses).some(({ content }) => content?.['application/json'] !== undefined);
  const parts = [
    method === 'GET' || body ? '' : `-X ${method}`,
    isOpen || !needsToken
      ? ''
      : isBySession
        ? `-b cookies -H 'Origin: ${origin}'`
        : `-H "Authorization: Bearer $(cat token)"`,
    isData ? `-H 'Accept: application/json'` : '',
    ...body,
    `'${origin}${address}${exampleQuery(parameters)}'`,
  ];
  return `curl ${parts.filter((part) => part !== '').join(' \\\n  ')}`;
}

/** The first parameter of a closed set shows how the query is written. */
function exampleQuery(parameters: readonly DocumentedParameter[]): string {
  const choice = parameters.find(({ in: place, schema }) => place === 'query' && Array.isArray(schema.enum));
  return choice ? `?${choice.name}=${encodeURIComponent(exampleOf(choice))}` : '';
}

function bodyOf(content: NonNullable<DocumentedOperation['requestBody']>['content'] | undefined): string[] {
  const files = content?.['multipart/form-data'];
  if (files) return ['-F log=@station-week.csv'];
  const form = content?.['application/json'];
  if (!form) return [];
  const { properties = {}, required = [] } = form.schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const named = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  const fields = Object.fromEntries(named.map((name) => [name, sampleOf(properties[name]!)]));
  return [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(fields)}'`];
}

const exampleOf = ({ schema, example }: DocumentedParameter): string => String(example ?? sampleOf(schema));

function sampleOf({ enum: values, format, pattern, type }: JsonSchema): string {
  if (Array.isArray(values)) return String(values[0]);
  if (format === 'date-time') return '2026-03-01T12:00:00Z';
  return pattern !== undefined ? '90' : type === 'integer' ? '1' : '…';
}
