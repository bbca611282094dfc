import path from 'node:path';
import { AppError } from '#errors';
import { readSecuritySettings, type SecuritySettings, securitySettingDocs } from './security-settings.ts';
import { type Environment, type SettingDoc, settingText } from './setting-text.ts';

/** Every setting of the console. */
export interface Settings {
  /** Address to listen on. */
  readonly host: string;
  readonly port: number;
  /** Folder of the log files, and of the embedded database. */
  readonly dataDir: string;
  /** PostgreSQL in the place of the embedded database; undefined for the latter. */
  readonly databaseUrl: string | undefined;
  /** Largest log that is taken over the web, bytes. */
  readonly uploadLimitBytes: number;
  /** Folder of the model that answers. */
  readonly modelDir: string;
  /** Folder with its adapters, see server/shipped-adapter.ts. */
  readonly adaptersDir: string;
  /** Logs that are classified at first start. */
  readonly samplesDir: string;
  /** Written by `noncoop evaluate`. */
  readonly evaluationReportPath: string;
  /** Confidence below which the evidence counts as insufficient for a level, 0 … 1. */
  readonly confidenceThreshold: number;
  /** After so long without a sign of life a piece of a job is given to another process, s. */
  readonly pieceExpiryS: number;
  /** Text of the bar at the top and bottom of every page, such as a protective marking; empty for none. */
  readonly marking: string;
  readonly security: SecuritySettings;
}

/** The settings that the environment can change. */
export const settingDocs = {
  port: { variable: 'NONCOOP_PORT', fallback: '8080', meaning: 'port of the console, 0 for a free one' },
  dataDir: { variable: 'NONCOOP_DATA_DIR', fallback: 'var', meaning: 'folder of the database and the uploaded logs' },
  databaseUrl: {
    variable: 'DATABASE_URL',
    fallback: '',
    meaning:
      'PostgreSQL to use in the place of the embedded database, postgres://USER:PASSWORD@HOST/DATABASE; or DATABASE_URL_FILE with a file that holds it',
    isSecret: true,
  },
  uploadLimitMb: { variable: 'NONCOOP_UPLOAD_LIMIT_MB', fallback: '64', meaning: 'largest log taken over the web, MB' },
  evaluationReport: {
    variable: 'NONCOOP_EVALUATION_REPORT',
    fallback: 'data/evaluation/report.json',
    meaning: 'report shown on the evaluation page',
  },
  confidenceThreshold: {
    variable: 'NONCOOP_CONFIDENCE_THRESHOLD',
    fallback: '0.6',
    meaning: 'confidence below which a level is shown as insufficient evidence, 0 to 1',
  },
  pieceExpiryS: {
    variable: 'NONCOOP_PIECE_EXPIRY_S',
    fallback: '60',
    meaning: 'after how long without a sign of life the work of a process is given to another, s',
  },
  marking: {
    variable: 'NONCOOP_MARKING',
    fallback: '',
    meaning: 'text of the bar at the top and bottom of every page',
  },
  ...securitySettingDocs,
} as const satisfies Record<string, SettingDoc>;

/**
 * Reads the settings from environment variables.
 *
 * @param root  folder that relative paths start from, the root of the program
 * @throws AppError `server.bad_setting` when a number is not one, or out of its bounds
 */
export function readSettings(env: Environment, root: string): Settings {
  const text = (doc: SettingDoc) => settingText(env, doc);
  const number = (doc: SettingDoc, low: number, high: number) => readNumber(doc, text(doc), low, high);
  return {
    host: text(settingDocs.host),
    port: readNumber(settingDocs.port, text(settingDocs.port), 0, 65_535),
    dataDir: path.resolve(root, text(settingDocs.dataDir)),
    databaseUrl: text(settingDocs.databaseUrl) || undefined,
    uploadLimitBytes: readNumber(settingDocs.uploadLimitMb, text(settingDocs.uploadLimitMb), 1, 4096) * 1_000_000,
    modelDir: path.resolve(root, 'data/models/glm-nano'),
    adaptersDir: path.resolve(root, 'data/adapters'),
    samplesDir: path.resolve(root, 'data/samples'),
    evaluationReportPath: path.resolve(root, text(settingDocs.evaluationReport)),
    confidenceThreshold: readShare(settingDocs.confidenceThreshold, text(settingDocs.confidenceThreshold)),
    pieceExpiryS: readNumber(settingDocs.pieceExpiryS, text(settingDocs.pieceExpiryS), 4, 3600),
    marking: text(settingDocs.marking),
    security: readSecuritySettings({ text, number }),
  };
}

function readNumber({ variable }: SettingDoc, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new AppError(
    'server.bad_setting',
    `Expected ${variable} to be a whole number from ${low} to ${high}, got "${text}".`,
  );
}

function readShare({ variable }: SettingDoc, text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new AppError('server.bad_setting', `Expected ${variable} to be a number from 0 to 1, got "${text}".`);
}
