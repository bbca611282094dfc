import { isIP } from 'node:net';
import { AppError } from '#errors';
import type { SettingDoc } from './setting-text.ts';
import type { SessionLife } from './store/session-table.ts';

/** Settings of who may reach the console, and how often. */
export interface SecuritySettings {
  /** Whether others than the people at this machine can reach the console; it then needs accounts. */
  readonly isShared: boolean;
  /** Address at which readers open the console, `https://console.example`; null when nobody said. */
  readonly publicOrigin: string | null;
  /** Names the console answers to, those of loopback included; others are refused (DNS rebinding). */
  readonly hostNames: ReadonlySet<string>;
  /** Proxies in front, whose word on a sender's address is taken. */
  readonly proxies: number;
  readonly sessionLife: SessionLife;
  /** Requests of one address in a minute, and of these the ones that change something, and the sign-ins. */
  readonly requestsPerMin: number;
  readonly changesPerMin: number;
  readonly signInsPerMin: number;
  /** How long a sender may take for the head of a request, and for all of it. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** The settings of the environment, as {@link SettingDoc} has them. */
export const securitySettingDocs = {
  host: {
    variable: 'NONCOOP_HOST',
    fallback: '127.0.0.1',
    meaning: 'address to listen on; beyond loopback needs accounts',
  },
  publicUrl: {
    variable: 'NONCOOP_PUBLIC_URL',
    fallback: '',
    meaning: 'address at which readers open the console, such as https://console.example',
  },
  hostNames: {
    variable: 'NONCOOP_HOST_NAMES',
    fallback: '',
    meaning: 'further names the console answers to, separated by commas',
  },
  proxies: {
    variable: 'NONCOOP_PROXIES',
    fallback: '0',
    meaning: 'proxies in front that tell the address of a sender',
  },
  idleMin: {
    variable: 'NONCOOP_SESSION_IDLE_MIN',
    fallback: '30',
    meaning: 'a session ends after so long without a request, minutes',
  },
  sessionH: { variable: 'NONCOOP_SESSION_H', fallback: '12', meaning: 'a session ends after so long in all, hours' },
  requests: { variable: 'NONCOOP_REQUESTS_PER_MIN', fallback: '1200', meaning: 'requests of one address in a minute' },
  changes: {
    variable: 'NONCOOP_CHANGES_PER_MIN',
    fallback: '120',
    meaning: 'uploads and other changes of one address in a minute',
  },
  signIns: { variable: 'NONCOOP_SIGN_INS_PER_MIN', fallback: '10', meaning: 'sign-ins of one address in a minute' },
  headersS: { variable: 'NONCOOP_HEADERS_TIMEOUT_S', fallback: '15', meaning: 'time for the head of a request, s' },
  requestS: {
    variable: 'NONCOOP_REQUEST_TIMEOUT_S',
    fallback: '300',
    meaning: 'time for a whole request, uploads included, s',
  },
} as const satisfies Record<string, SettingDoc>;

const docs = securitySettingDocs;
const loopback = ['localhost', '127.0.0.1', '::1'];
const everywhere = ['0.0.0.0', '::'];

/** What the settings are read with: text, and whole numbers between two bounds. */
export interface SettingReader {
  text(doc: SettingDoc): string;
  number(doc: SettingDoc, low: number, high: number): number;
}

/**
 * Reads the settings of who may reach the console.
 *
 * @throws AppError `server.bad_setting`
 */
export function readSecuritySettings(read: SettingReader): SecuritySettings {
  const host = read.text(docs.host);
  const publicUrl = toPublicUrl(read.text(docs.publicUrl));
  const further = read
    .text(docs.hostNames)
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const proxies = read.number(docs.proxies, 0, 10);
  const names = [...loopback, ...further];
  if (publicUrl) names.push(publicUrl.hostname);
  if (isIP(host) && !everywhere.includes(host)) names.push(host);
  if (!loopback.includes(host) && names.length === loopback.length) throw namelessHost(host);
  return {
    isShared: proxies > 0 || ![host, ...names].every((name) => loopback.includes(name.replace(/^\[|\]$/g, ''))),
    publicOrigin: publicUrl?.origin ?? null,
    hostNames: new Set(names.map((name) => (isIP(name) === 6 ? `[${name}]` : name))),
    proxies,
    sessionLife: {
      idleMs: read.number(docs.idleMin, 1, 1440) * 60_000,
      absoluteMs: read.number(docs.sessionH, 1, 720) * 3_600_000,
    },
    requestsPerMin: read.number(docs.requests, 1, 1_000_000),
    changesPerMin: read.number(docs.changes, 1, 1_000_000),
    signInsPerMin: read.number(docs.signIns, 1, 1_000_000),
    headersTimeoutMs: read.number(docs.headersS, 1, 600) * 1000,
    requestTimeoutMs: read.number(docs.requestS, 1, 86_400) * 1000,
  };
}

function toPublicUrl(text: string): URL | null {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.username && !url.search) return url;
  throw new AppError(
    'server.bad_setting',
    `Expected ${docs.publicUrl.variable} to be http://NAME or https://NAME without a path, got "${text}".`,
  );
}

const namelessHost = (host: string): AppError =>
  new AppError(
    'server.bad_setting',
    `Expected a name at which readers open a console that listens on ${host}, got none.`,
    {
      hint: `set ${docs.publicUrl.variable}=https://console.example, or ${docs.hostNames.variable}`,
    },
  );
