import { createRandom } from '#domain';

/** A page in one of its formats, with an address of it for each request. */
export interface PageAddress {
  /** What the table calls it. */
  readonly name: string;
  readonly mediaType: string;
  readonly address: () => string;
  /** Whether it asks the model while the reader waits. */
  readonly isLive: boolean;
}

/** What the OpenAPI document says of what can be read. */
interface Paths {
  readonly paths: Readonly<
    Record<string, { readonly get?: { readonly responses: Readonly<Record<string, { readonly content?: object }>> } }>
  >;
}

/** Pages that ask the model while the reader waits; their frame goes ahead of the answer. */
const livePages = [
  '/assessments/{id}/compare',
  '/assessments/{id}/nearest-change',
  '/assessments/{id}/what-if?remarks=It+is+silent',
];

/** Leads elsewhere, and has no page of its own. */
const leadsElsewhere = '/logs/{id}/file';

/** Lists as analysts ask for them. */
const narrowedLists = [
  '/targets?q=object+{number}',
  '/targets?severity=critical&sort=severity',
  '/targets?task=attack&below=90&sort=closest&order=asc',
  '/targets?watched=yes',
  '/targets?own=STATION&sort=closest&order=asc',
  '/targets?log={log}',
  '/corrections?verdict=corrected',
];

/** What a filled console has. */
export interface FilledWith {
  /** Targets that nothing is observed of meanwhile, by number. */
  readonly steady: { readonly from: number; readonly to: number };
  readonly logIds: readonly number[];
  /** A log whose files are kept, with its number. */
  readonly keptLogId: number;
  readonly tuningIds: readonly [number, number];
  readonly seed: number;
}

/**
 * Every page that the OpenAPI document of a console tells, in every format, and the lists narrowed as analysts do. Pages that
 * ask the model are here in HTML alone: programs wait for the answer.
 *
 * @throws Error when the document tells a page with a parameter that has no value here
 */
export async function pageAddresses(url: string, filled: FilledWith): Promise<PageAddress[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Paths;
  const values = valuesOf(filled);
  const told = Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined || path === leadsElsewhere || livePages.includes(path)) return [];
    const place = path === '/tuning/compare' ? comparison(filled) : path;
    const mediaTypes = Object.keys(get.responses['200']?.content ?? {});
    return mediaTypes.map((mediaType) => ({
      name: path,
      mediaType,
      address: addressOf(place, path, values),
      isLive: false,
    }));
  });
  const further = [...narrowedLists, await secondPage(url), ...livePages];
  const narrowed = further.map((place) => ({
    name: place.length > 60 ? `${place.slice(0, 59)}…` : place,
    mediaType: 'text/html',
    address: addressOf(place, place, values),
    isLive: livePages.includes(place),
  }));
  return [...told, ...narrowed];
}

type Values = Readonly<Record<string, (path: string) => string>>;

function valuesOf({ steady, logIds, keptLogId, tuningIds, seed }: FilledWith): Values {
  const random = createRandom(seed);
  const anyTarget = () => Math.floor(random.between(steady.from, steady.to));
  return {
    id: (path) => {
      if (path.startsWith('/targets')) return String(90_000 + anyTarget());
      if (path.startsWith('/assessments')) return String(anyTarget());
      if (path.startsWith('/logs')) return String(path.includes('files') ? keptLogId : random.pick([...logIds]));
      return String(path.startsWith('/tuning') ? tuningIds[0] : 1);
    },
    number: (path) => (path.startsWith('/logs') ? '1' : String(anyTarget())),
    log: () => String(random.pick([...logIds])),
    name: (path) => (path.startsWith('/api/schemas') ? 'Evidence' : 'listTargets'),
  };
}

const comparison = ({ tuningIds }: FilledWith): string =>
  `/tuning/compare?${tuningIds.map((id) => `run=${id}`).join('&')}`;

/** The addresses of a path with its parameters filled in, another for each call. */
function addressOf(place: string, path: string, values: Values): () => string {
  const unknown = [...place.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => !(name in values));
  if (unknown.length > 0) throw new Error(`expected a value of ${unknown.join(', ')} in ${path}`);
  return () => place.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!(path));
}

/** Where the list of targets goes on. */
async function secondPage(url: string): Promise<string> {
  const list = await (await fetch(`${url}/targets`)).text();
  const href = /<a class="button" href="([^"]*)" rel="next"/.exec(list)?.[1];
  if (href === undefined) throw new Error('expected the list of targets to go on');
  return href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
}
