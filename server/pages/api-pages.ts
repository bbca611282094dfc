import { type ExampleOptions, exampleRequest } from '../api/example-request.ts';
import { fieldRows, typeWords } from '../api/field-rows.ts';
import type { Content, DocumentedOperation, DocumentedResponse, MediaType, OpenApiDocument } from '../api/openapi.ts';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';

/** An operation with where it is. */
export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** Every operation of a document, in its order. */
export const operationsIn = ({ paths }: OpenApiDocument): PlacedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

/** The operations by group, and how a program makes itself known. */
export function apiPage(document: OpenApiDocument, options: ExampleOptions, words: Words): Page {
  const rows = operationsIn(document).map(({ method, path, operation }) => ({
    id: operation.operationId,
    method,
    path,
    tag: operation.tags[0]!,
    role: operation['x-role'],
    summary: operation.summary,
  }));
  return {
    view: 'api',
    title: words.t('api.title'),
    section: 'about',
    model: {
      words: words.t('api.count', { count: rows.length }),
      sample: exampleRequest(options, 'GET', '/targets', document.paths['/targets']!.get!),
      groups: document.tags.map(({ name }) => ({
        name,
        operations: rows
          .filter(({ tag }) => tag === name)
          .map((row) => ({ ...row, summary: inPieces(row.summary), href: `/api/${row.id}` })),
      })),
      schemas: schemaLinks(document),
    },
    json: { kind: 'api', document: '/openapi.json', rows },
    csv: {
      columns: ['method', 'path', 'role', 'group', 'operation', 'summary'],
      rows: rows.map(({ method, path, role, tag, id, summary }) => [method, path, role, tag, id, summary]),
    },
  };
}

/** One operation: parameters, body, a request to copy, answers with their fields, refusals. */
export function apiOperationPage(
  { method, path, operation }: PlacedOperation,
  { components }: OpenApiDocument,
  options: ExampleOptions,
  words: Words,
): Page {
  const { operationId: id, parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses);
  return {
    view: 'api-operation',
    title: words.t('api.operation.title', { id }),
    section: 'about',
    model: {
      id,
      method,
      path,
      summary: inPieces(`${operation.summary}.`),
      description: operation.description === undefined ? null : inPieces(operation.description),
      role: operation['x-role'],
      parameters: parameters.map(({ name, in: place, required, description, schema }) => ({
        name,
        place,
        isOptional: !required,
        type: typeWords(schema),
        meaning: inPieces(description),
      })),
      body: requestBody ? bodyView(requestBody.content) : null,
      sample: exampleRequest(options, method, path, operation),
      answers: answers
        .filter(([status]) => Number(status) < 400)
        .map(([status, one]) => answerView(status, one, components.schemas)),
      errors: answers
        .filter(([status]) => Number(status) >= 400)
        .map(([status, one]) => ({ status, codes: codesIn(one.description) })),
    },
    json: { kind: 'operation', operation: { method, path, ...operation } },
  };
}

/** One schema of the document. */
export function apiSchemaPage(name: string, document: OpenApiDocument, words: Words): Page {
  const schema = document.components.schemas[name]!;
  return {
    view: 'api-schema',
    title: words.t('api.schema.title', { name }),
    section: 'about',
    model: {
      name,
      description: schema.description === undefined ? null : inPieces(String(schema.description)),
      fields: fieldRows(schema).map(fieldView),
      schemas: schemaLinks(document),
    },
    json: { kind: 'schema', schema },
  };
}

/** A text of the document in pieces: what stands between backticks is code. */
const inPieces = (text: string) => text.split('`').map((piece, index) => ({ text: piece, isCode: index % 2 === 1 }));

/** The codes of a refusal with their meanings, as documented-errors.ts writes them. */
const codesIn = (description: string) =>
  [...description.matchAll(/`([a-z]+\.[a-z_]+)`: (.*?)(?= `[a-z]+\.[a-z_]+`: |$)/g)].map(([, code, meaning]) => ({
    code,
    meaning: inPieces(meaning!),
  }));

const schemaLinks = ({ components }: OpenApiDocument) =>
  Object.keys(components.schemas).map((name) => ({ name, href: `/api/schemas/${name}` }));

function bodyView(content: Content) {
  const [[type, media]] = Object.entries(content) as [[string, MediaType]];
  return {
    types: Object.keys(content),
    isFiles: type === 'multipart/form-data',
    fields: fieldRows(media.schema).map(fieldView),
  };
}

const answerView = (
  status: string,
  { description, headers, content = {} }: DocumentedResponse,
  schemas: OpenApiDocument['components']['schemas'],
) => ({
  status,
  meaning: inPieces(description),
  location: headers?.Location?.description ?? null,
  contents: Object.entries(content).map(([type, media]) => mediaView(`${status} ${type}`, type, media, schemas)),
});

function mediaView(label: string, type: string, media: MediaType, schemas: OpenApiDocument['components']['schemas']) {
  const item = media['x-item'];
  const shown = item ?? (type === 'application/json' ? media.schema : undefined);
  const ref = typeof shown?.$ref === 'string' ? shown.$ref.split('/').at(-1)! : undefined;
  return {
    label,
    type,
    note: media.schema.description ?? null,
    isItem: item !== undefined,
    columns: media['x-columns'] ?? null,
    ref: ref ?? null,
    refHref: ref === undefined ? null : `/api/schemas/${ref}`,
    fields: shown ? fieldRows(ref === undefined ? shown : schemas[ref]!).map(fieldView) : null,
  };
}

const fieldView = (row: ReturnType<typeof fieldRows>[number]) => ({
  ...row,
  meaning: inPieces(row.meaning),
  href: row.ref && `/api/schemas/${row.ref}`,
});
