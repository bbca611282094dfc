import { setTimeout as wait } from 'node:timers/promises';
import type { NextFunction, Request, Response } from 'express';
import { accountOf, permissionsOf } from './acting-account.ts';
import { type CsvTable, csvLines } from './csv.ts';
import { declareLanguage, wordsOf } from './language.ts';
import { themeOf } from './theme.ts';
import type { Views } from './views.ts';
import { wordedError } from './worded-error.ts';
import { languageNames, languages } from './words.ts';

/** What is known of a page before what stands on it is. */
export interface PageFrame {
  readonly title: string;
  /** Entry of the rail that is current. */
  readonly section:
    | 'overview'
    | 'targets'
    | 'logs'
    | 'jobs'
    | 'upload'
    | 'tuning'
    | 'evaluation'
    | 'about'
    | 'account'
    | 'accounts'
    | 'audit'
    | null;
}

/** A page in its faces: one value feeds them all. */
export interface Page extends PageFrame {
  /** Template in `views/pages`. */
  readonly view: string;
  /** What the template shows, besides what every page has. */
  readonly model: object;
  /** The JSON twin, without the envelope's `ok`. */
  readonly json: object;
  readonly csv?: CsvTable;
  /** Whether its rows come as lines of JSON too, see stream-rows.ts. */
  readonly hasLines?: boolean;
  /** Makes the page reload itself where there is no script: something on it is under way. */
  readonly isLive?: boolean;
}

/** Format asked for by the suffix of the path. */
export type Format = 'html' | 'json' | 'csv' | 'ndjson';

/** Formats by what `Accept` calls them, in the order in which they are given to who takes any. */
const formatOfType: Readonly<Record<string, Format>> = {
  'text/html': 'html',
  'application/json': 'json',
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};

/** Takes `.json`, `.csv` or `.ndjson` off the path and remembers it; without one `Accept` decides. */
export function negotiateFormat(req: Request, res: Response, next: NextFunction): void {
  const [path = '', query] = req.url.split(/\?(.*)/s, 2);
  const isReading = req.method === 'GET' || req.method === 'HEAD';
  const suffix = isReading && !path.startsWith('/assets/') ? /\.(json|csv|ndjson)$/.exec(path) : null;
  if (suffix) req.url = path.slice(0, suffix.index) + (query === undefined ? '' : `?${query}`);
  const accepted = req.accepts(Object.keys(formatOfType).slice(0, isReading ? undefined : 2));
  res.locals.format = suffix?.[1] ?? formatOfType[accepted || 'text/html'];
  res.vary('Accept');
  next();
}

/**
 * Answers with the face of the page that was asked for.
 *
 * @throws AppError `server.not_acceptable` for CSV of a page without a table, and for lines of one that has none
 */
export function respond(req: Request, res: Response, page: Page): void {
  const format = res.locals.format as Format;
  if ((format === 'csv' && !page.csv) || (format === 'ndjson' && !page.hasLines)) throw noFormat(format, page);
  if (format === 'json') {
    res.json({ ok: true, ...page.json });
  } else if (format === 'csv' && page.csv) {
    res.type('text/csv; charset=utf-8');
    for (const line of csvLines(page.csv)) res.write(line);
    res.end();
  } else {
    answerPage(req, res, page);
  }
}

/** Time for a page to be there whole, ms: then its status still says how it went. */
const wholeWithinMs = 50;

/**
 * Answers with a page that takes a while: browsers get its frame at once, and what stands on it when that is there. An error
 * that comes after the frame is told within it.
 *
 * @param frame  with whether the page has a table for programs
 */
export async function respondLater(
  req: Request,
  res: Response,
  frame: PageFrame & { readonly hasTable: boolean },
  making: Promise<Page>,
): Promise<void> {
  const isLate = await Promise.race([making.then(() => false), wait(wholeWithinMs, true)]);
  if (isLate && (res.locals.format as Format) === 'html') {
    const model = frameModel(req, res, { ...frame, isLive: false, hasLines: false });
    const [before, behind] = viewsOf(res).frame(model, wordsOf(res));
    res.type('html').write(before);
    res.locals.frameBehind = behind;
  }
  respond(req, res, await making);
}

/** Whether the answer can still be given, all of it or within the frame that went ahead. */
export const isAnswerable = (res: Response): boolean => !res.headersSent || res.locals.frameBehind !== undefined;

function answerPage(req: Request, res: Response, page: Page): void {
  const { csv, hasLines = false, isLive = false, ...rest } = page;
  const model = frameModel(req, res, { ...rest, hasTable: csv !== undefined, hasLines, isLive });
  const words = wordsOf(res);
  const body = viewsOf(res).body(page.view, { ...model, language: words.language, ...page.model }, words);
  const ahead = res.locals.frameBehind as string | undefined;
  if (ahead !== undefined) {
    res.end(body + ahead);
    return;
  }
  const [before, behind] = viewsOf(res).frame(model, words);
  res.type('html').send(before + body + behind);
}

const viewsOf = (res: Response): Views => (res.app.locals as { views: Views }).views;

const noFormat = (format: Format, { csv, hasLines }: Page) =>
  wordedError('server.not_acceptable', {
    message: 'error.noFormat',
    hint: 'error.noFormat.hint',
    values: { format, formats: ['html', 'json', ...(csv ? ['csv'] : []), ...(hasLines ? ['ndjson'] : [])].join(', ') },
  });

/** What the frame of a page shows. */
interface ShownFrame extends PageFrame {
  readonly isLive: boolean;
  readonly hasTable: boolean;
  readonly hasLines: boolean;
}

function frameModel(req: Request, res: Response, { title, section, isLive, hasTable, hasLines }: ShownFrame): object {
  const [path = '/', query] = req.originalUrl.split(/\?(.*)/s, 2);
  const twin = (format: string) => `${path === '/' ? '/overview' : path}.${format}${query ? `?${query}` : ''}`;
  if (!res.headersSent) declareLanguage(res, wordsOf(res).language);
  return {
    title,
    section,
    marking: (res.app.locals as { marking: string }).marking,
    theme: themeOf(req),
    languages: languages.map((code) => ({ code, name: languageNames[code] })),
    here: req.originalUrl,
    isLive,
    account: accountOf(res) ?? null,
    hasAccounts: res.locals.hasAccounts === true,
    may: permissionsOf(accountOf(res)),
    twins: { json: twin('json'), csv: hasTable ? twin('csv') : null, ndjson: hasLines ? twin('ndjson') : null },
  };
}
