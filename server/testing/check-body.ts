import { parse } from 'csv-parse/sync';
import type { MediaType } from '../api/openapi.ts';
import type { CheckContext, Place, SentAnswer } from './sent-answer.ts';

/** Says what is amiss with the body of an answer. */
export function checkBody(
  { req, res, body }: SentAnswer,
  { path, method, operation }: Place,
  type: string,
  { schemas }: CheckContext,
): string | undefined {
  const status = String(res.statusCode);
  const { content = {} } = operation.responses[status] ?? {};
  const isBodiless = type === '' || req.method === 'HEAD' || (res.statusCode >= 300 && res.statusCode < 400);
  if (isBodiless || content['application/octet-stream'] || (res.statusCode >= 400 && type === 'text/html'))
    return undefined;
  const media = content[type];
  if (!media) return `answered ${status} as ${type}, which its answer ${status} lacks.`;
  const place = ['paths', path, method, 'responses', status, 'content', type];
  const faultOf = (value: unknown, key: string) => schemas.faultOf(value, ...place, key);
  const fault = faultIn(body, type, media, faultOf);
  return fault && `answered ${status} with ${type} that is not as its schema says: ${fault}.`;
}

function faultIn(
  body: string,
  type: string,
  media: MediaType,
  faultOf: (value: unknown, key: string) => string | undefined,
): string | undefined {
  const firstFault = (lines: readonly string[]) =>
    lines.map((line) => faultOf(JSON.parse(line), 'x-item')).find((fault) => fault !== undefined);
  switch (type) {
    case 'application/json':
      return faultOf(JSON.parse(body), 'schema');
    case 'application/x-ndjson':
      return firstFault(body.split('\n').filter((line) => line !== ''));
    case 'text/event-stream':
      return firstFault([...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => data!));
    case 'text/csv':
      return tableFault(
        body,
        (media['x-columns'] ?? []).map(({ name }) => name),
      );
    default:
      return undefined;
  }
}

function tableFault(body: string, columns: readonly string[]): string | undefined {
  const [head = [], ...rows] = parse(body, { relaxColumnCount: true }) as string[][];
  if (head.join() !== columns.join()) return `its columns are ${head.join()}, told are ${columns.join()}`;
  const crooked = rows.findIndex((row) => row.length !== columns.length);
  return crooked === -1 ? undefined : `row ${crooked + 1} has ${rows[crooked]!.length} of ${columns.length} cells`;
}
