import type { NextFunction, Request, Response } from 'express';
import { accountOf, permissionsOf } from './acting-account.ts';
import { type CsvTable, csvLines } from './csv.ts';
import { declareLanguage, wordsOf } from './language.ts';
import { themeOf } from './theme.ts';
import type { Views } from './views.ts';
import { wordedError } from './worded-error.ts';
import { languageNames, languages } from './words.ts';

/** A page in its faces: one value feeds them all. */
export interface Page {
  /** Template in `views/pages`. */
  readonly view: string;
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
    res.type('html').send(renderPage(req, res, page));
  }
}

const noFormat = (format: Format, { csv, hasLines }: Page) =>
  wordedError('server.not_acceptable', {
    message: 'error.noFormat',
    hint: 'error.noFormat.hint',
    values: { format, formats: ['html', 'json', ...(csv ? ['csv'] : []), ...(hasLines ? ['ndjson'] : [])].join(', ') },
  });

function renderPage(req: Request, res: Response, page: Page): string {
  const { views, marking } = res.app.locals as { views: Views; marking: string };
  const [path = '/', query] = req.originalUrl.split(/\?(.*)/s, 2);
  const twin = (format: string) => `${path === '/' ? '/overview' : path}.${format}${query ? `?${query}` : ''}`;
  const words = wordsOf(res);
  declareLanguage(res, words.language);
  const model = {
    title: page.title,
    section: page.section,
    marking,
    theme: themeOf(req),
    languages: languages.map((code) => ({ code, name: languageNames[code] })),
    here: req.originalUrl,
    isLive: page.isLive ?? false,
    account: accountOf(res) ?? null,
    hasAccounts: res.locals.hasAccounts === true,
    may: permissionsOf(accountOf(res)),
    twins: {
      json: twin('json'),
      csv: page.csv ? twin('csv') : null,
      ndjson: page.hasLines ? twin('ndjson') : null,
    },
    ...page.model,
  };
  return views.render(page.view, model, words);
}
