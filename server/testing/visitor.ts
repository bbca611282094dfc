import assert from 'node:assert/strict';

/** What a console answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What is sent, besides the headers of the visitor. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of a form, or a body as it is. */
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: NonNullable<RequestInit['body']>;
}

/** Somebody who visits a console over HTTP. */
export interface Visitor {
  /** Sends a request and follows no redirect. */
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** The JSON of a page. */
  json(path: string): Promise<Record<string, unknown> & { readonly rows: readonly Record<string, unknown>[] }>;
  post(path: string, form?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Uploads one log with further fields. */
  upload(name: string, content: string | Uint8Array, fields?: Readonly<Record<string, string>>): Promise<Answer>;
}

/**
 * A visitor with headers of its own on every request.
 *
 * @param headers  with a cookie, an `origin` belongs among them, as browsers send it
 */
export function visitor(url: string, headers: Readonly<Record<string, string>> = {}): Visitor {
  async function send(method: string, path: string, { headers: further, form, body }: Sent = {}): Promise<Answer> {
    const sentBody = form ? new URLSearchParams(form) : body;
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...further },
      redirect: 'manual',
      ...(sentBody === undefined ? {} : { body: sentBody }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  return {
    send,
    get: (path) => send('GET', path),
    json: async (path) => JSON.parse((await send('GET', path, { headers: { accept: 'application/json' } })).text),
    post: (path, form = {}) => send('POST', path, { form }),
    upload(name, content, fields = {}) {
      const form = new FormData();
      form.set('log', new Blob([typeof content === 'string' ? content : Buffer.from(content)]), name);
      for (const [field, value] of Object.entries(fields)) form.set(field, value);
      return send('POST', '/upload', { body: form });
    },
  };
}

/** What came of an upload. */
export interface ImportEnd {
  readonly state: 'done' | 'failed';
  /** Address of the log, where there is one. */
  readonly result: { readonly href: string } | null;
  readonly failure: { readonly code: string } | null;
}

/** Uploads a log that is taken, and waits for the job that reads it; the queue of the console is running. */
export async function importBy(
  visiting: Visitor,
  { queue }: { readonly queue: { idle(): Promise<void> } },
  ...upload: Parameters<Visitor['upload']>
): Promise<ImportEnd> {
  return importOf(await visiting.upload(...upload), visiting, queue);
}

/** The same of an upload that was answered. */
export async function importOf(
  { status, headers }: Answer,
  visiting: Visitor,
  queue: { idle(): Promise<void> },
): Promise<ImportEnd> {
  assert.equal(status, 303);
  await queue.idle();
  return (await visiting.json(headers.get('location')!)) as unknown as ImportEnd;
}

/** A visitor in a browser in which an account is signed in. */
export async function signedInVisitor(
  { url, cookieOf }: { readonly url: string; cookieOf(name: string): Promise<string> },
  name: string,
): Promise<Visitor> {
  return visitor(url, { cookie: await cookieOf(name), origin: url });
}

/** The cookies an answer sets, as a browser would send them. */
export const cookiesOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
