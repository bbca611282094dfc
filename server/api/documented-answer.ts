import type { Components } from './components.ts';
import type { DocumentedResponse, MediaType } from './openapi.ts';
import type { Answer } from './operation.ts';

/** What the document says of an answer that went well. */
export function documentedAnswer(answer: Answer, parts: Components): DocumentedResponse {
  const content = Object.fromEntries(contentOf(answer, parts));
  const { meaning, location } = answer;
  return {
    description: meaning,
    ...(location !== undefined && {
      headers: { Location: { description: location, schema: { type: 'string' } } },
    }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

function contentOf(answer: Answer, parts: Components): [string, MediaType][] {
  const { json, csv, lines, text, bytes, events, isPage } = answer;
  const told: (readonly [string, MediaType | undefined])[] = [
    ['application/json', json && { schema: parts.write(json) }],
    ['text/csv', csv && { schema: { type: 'string' }, 'x-columns': columnsOf(csv) }],
    ['application/x-ndjson', lines && { schema: { type: 'string' }, 'x-item': parts.write(lines) }],
    ['text/event-stream', events && { schema: { type: 'string' }, 'x-item': parts.write(events) }],
    ['text/plain', described(text)],
    ['application/octet-stream', described(bytes)],
    ['text/html', isPage ? { schema: { type: 'string', description: 'The page.' } } : undefined],
  ];
  return told.filter((entry): entry is [string, MediaType] => entry[1] !== undefined);
}

const described = (description: string | undefined) =>
  description === undefined ? undefined : { schema: { type: 'string', description } };

const columnsOf = (csv: NonNullable<Answer['csv']>) =>
  Object.entries(csv).map(([name, description]) => ({ name, description }));
