import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Express } from 'express';
import { openApiDocument } from '../api/openapi-document.ts';
import { operations } from '../api/operations.ts';
import { routeList } from '../http/route-list.ts';
import { type AnswerCheck, checkAnswers } from './check-answer.ts';

let shared: AnswerCheck | undefined;

/** The check against the document of consoles: they all have the same routes, so schemas are compiled once a process. */
export function consoleCheck(app: Express): AnswerCheck {
  shared ??= checkAnswers(openApiDocument(routeList(app), operations, '0.0.0'));
  return shared;
}

/** How answers are held to a document. */
export interface Watching {
  readonly check: AnswerCheck;
  /** Whether requests are left out of account. */
  readonly sendsRubbish: boolean;
}

/** Media types whose bodies are checked, so kept. */
const checked = /^(application\/(json|x-ndjson)|text\/(csv|event-stream))/;

/**
 * Holds every answer of a server to a document.
 *
 * @returns what is amiss; grows while the console is used
 */
export function watchAnswers(server: Server, { check, sendsRubbish }: Watching): readonly string[] {
  const mismatches: string[] = [];
  server.prependListener('request', (req: IncomingMessage, res: ServerResponse) => {
    const body = bodyOf(res);
    res.once('finish', () => {
      try {
        const amiss = check({ req, res, body: body(), isRubbish: sendsRubbish });
        if (amiss !== undefined) mismatches.push(amiss);
      } catch (error) {
        mismatches.push(`${req.method} ${req.url} could not be checked: ${error}`);
      }
    });
  });
  return mismatches;
}

/** Keeps what is written of a body that is to be checked. */
function bodyOf(res: ServerResponse): () => string {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (!checked.test(String(res.getHeader('content-type')))) return;
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  for (const name of ['write', 'end'] as const) {
    const send = res[name].bind(res) as (...args: unknown[]) => never;
    res[name] = ((...args: unknown[]) => {
      keep(args[0]);
      return send(...args);
    }) as never;
  }
  return () => Buffer.concat(chunks).toString();
}
