import { type FieldRow, fieldRows, typeWords } from '../server/api/field-rows.ts';
import type { DocumentedOperation, DocumentedResponse, MediaType, OpenApiDocument } from '../server/api/openapi.ts';
import { openApiDocument } from '../server/api/openapi-document.ts';
import { operations } from '../server/api/operations.ts';
import { routeList } from '../server/http/route-list.ts';
import { packageVersion } from '../server/package-version.ts';
import { startTestConsole } from '../server/testing/test-console.ts';

/** The API document of a console with nothing in it: that of every console. */
export async function currentDocument(): Promise<OpenApiDocument> {
  const { app, close } = await startTestConsole();
  const document = openApiDocument(routeList(app), operations, packageVersion());
  await close();
  return document;
}

/** `docs/reference/api.md` as it should be: the operations by group, then the schemas they name. */
export function apiReference(document: OpenApiDocument): string {
  const groups = document.tags.map(({ name, description }) => {
    const sections = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { tags }]) => tags.includes(name))
        .map(([method, operation]) => operationSection(method.toUpperCase(), path, operation)),
    );
    return `## ${name[0]!.toUpperCase()}${name.slice(1)}\n\n${description}\n\n${sections.join('\n')}`;
  });
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `### ${name}\n\n${schema.description ?? ''}\n\n${fieldTable(fieldRows(schema))}`,
  );
  return `# API

${document.info.description}

The same as a document of OpenAPI 3.1 is at \`/openapi.json\` of a console, and for readers at \`/api\`. This page is written from it by
\`npm run docs\`; the tests hold every answer to it.

${groups.join('\n')}
## Schemas

${schemas.join('\n')}`;
}

function operationSection(method: string, path: string, operation: DocumentedOperation): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ name, in: place, description: meaning, schema }) =>
    row(code(name), place, code(typeWords(schema)), meaning),
  );
  const bodies = Object.entries(requestBody?.content ?? {});
  const answers = Object.entries(responses);
  const codes = answers.flatMap(([, response]) => response['x-codes'] ?? []);
  return [
    `### ${method} ${path}\n`,
    `${summary}. For ${operation['x-role']}; \`${operationId}\`.${description ? ` ${description}` : ''}\n`,
    ...(rows.length > 0 ? [table(['parameter', 'in', 'type', 'meaning'], rows)] : []),
    ...(bodies.length > 0
      ? [`Body, ${bodies.map(([type]) => code(type)).join(' or ')}:\n`, fieldTable(fieldRows(bodies[0]![1].schema))]
      : []),
    ...answers.filter(([status]) => Number(status) < 400).map(([status, response]) => answerPart(status, response)),
    `Refusals: ${[...new Set(codes)].map(code).join(', ')}.\n`,
  ].join('\n');
}

function answerPart(status: string, { description, headers, content = {} }: DocumentedResponse): string {
  const location = headers?.Location ? ` \`Location\`: ${headers.Location.description}` : '';
  const bodies = Object.entries(content).map(([type, media]) => bodyPart(type, media));
  return [`**${status}** ${description}${location}\n`, ...bodies].join('\n');
}

function bodyPart(type: string, media: MediaType): string {
  const columns = media['x-columns'];
  if (columns)
    return `${code(type)}: ${columns.map(({ name, description }) => `${code(name)} ${description}`).join('; ')}.\n`;
  const shown = media['x-item'] ?? (type === 'application/json' ? media.schema : undefined);
  if (!shown) return `${code(type)}${media.schema.description ? `: ${media.schema.description}` : ''}\n`;
  const name = typeof shown.$ref === 'string' ? ` ${typeLink(fieldRows(shown)[0]!)}` : '';
  const each = media['x-item'] ? ', each line or event' : '';
  return `${code(type)}${each}:${name}\n${name === '' ? `\n${fieldTable(fieldRows(shown))}` : ''}`;
}

const fieldTable = (fields: readonly FieldRow[]): string =>
  table(
    ['field', 'type', 'meaning'],
    fields.map((field) =>
      row(`${code(field.path)}${field.isOptional ? ' (may be absent)' : ''}`, typeLink(field), field.meaning),
    ),
  );

const typeLink = ({ type, ref }: FieldRow): string =>
  ref === null ? code(type) : `[${code(type)}](#${ref.toLowerCase()})`;

const table = (heads: readonly string[], rows: readonly string[]): string =>
  `${row(...heads)}\n${row(...heads.map(() => '---'))}\n${rows.join('\n')}\n`;

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const code = (text: string): string => `\`${text}\``;
