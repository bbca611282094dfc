import { existsSync } from 'node:fs';
import type { JobUnit, NewJob, Strategy } from '../store/job-rows.ts';
import type { LogOrigin, LogSettings } from '../store/log-rows.ts';
import { logTable } from '../store/log-table.ts';
import type { NewLogFile } from '../store/new-log.ts';
import type { Store } from '../store/open-store.ts';
import { classificationOf } from './classification-kind.ts';
import { hashOfImport, type ImportFile, importLog, nameOfImport } from './import-log.ts';
import type { JobKind, Piece } from './job-kind.ts';
import type { LogFiles } from './log-files.ts';

/** What an import is started with: kept files, by their hashes. */
interface ImportSettings {
  readonly files: readonly NewLogFile[];
  readonly settings: LogSettings;
  readonly origin: LogOrigin;
}

/** What the work needs. */
export interface ImportDeps {
  readonly store: Store;
  readonly files: LogFiles;
  /** How the targets are asked about afterwards. */
  readonly strategy: Strategy;
  now(): Date;
}

/** The import of kept files that is to be queued. */
export function importOf(
  files: readonly ImportFile[],
  settings: LogSettings,
  origin: LogOrigin,
  startedBy: string | null,
): NewJob {
  const named = files.map(({ name, role, kept }) => ({ name, role, sha256: kept.sha256, byteCount: kept.byteCount }));
  return {
    kind: 'import',
    subject: nameOfImport(files),
    settings: { files: named, settings, origin } satisfies ImportSettings,
    unit: 'byte' satisfies JobUnit,
    logId: null,
    stepsTotal: bytesOf(named),
    startedBy,
  };
}

const bytesOf = (files: readonly NewLogFile[]): number => files.reduce((sum, { byteCount }) => sum + byteCount, 0);

/** Reads kept files into a log, in one part that begins anew each time; then the classification is queued. */
export function importKind({ store, files, strategy, now }: ImportDeps): JobKind<ImportSettings, object> {
  return {
    name: 'import',
    place: 'console',
    isAtHand: async ({ settings }) => settings.files.every(({ sha256 }) => existsSync(files.pathOf(sha256))),
    async begin({ settings }) {
      const known = await store.logs.findByHash(hashOfImport(settings));
      return { parts: known ? [] : [{}], stepsTotal: bytesOf(settings.files), stepsDone: 0 };
    },
    async work({ id: jobId, settings }, part, piece) {
      let bytesRead = 0;
      try {
        const kept = settings.files.map((file) => ({ ...file, path: files.pathOf(file.sha256) }));
        const { log } = await importLog(store, {
          ...settings,
          files: kept.map((file) => ({ name: file.name, role: file.role, kept: file })),
          now: now(),
          jobId,
          onBytes: (count) => {
            bytesRead += count;
          },
          afterReading: () => stopIfAsked(piece),
          async afterBatch() {
            await piece.tell(null, bytesRead);
            await piece.giveWay();
          },
        });
        await piece.tell(`${log.acceptedCount} records accepted, ${log.rejectedCount} rejected`, bytesRead);
        return null;
      } catch (error) {
        if (error instanceof Stopped) return part;
        throw error;
      }
    },
    async finish({ id, settings, startedBy }, database) {
      const log = (await logTable(database).findByHash(hashOfImport(settings)))!;
      const isKnown = log.jobId !== id;
      return {
        logId: log.id,
        result: { href: `/logs/${log.id}${isKnown ? '?known=1' : ''}`, logId: log.id, isKnown },
        next: isKnown || log.targetCount === 0 ? [] : [classificationOf(log, strategy, startedBy)],
      };
    },
  };
}

/** Ends the reading from within. */
class Stopped extends Error {}

/** An import cannot be cut, so it stops for everything but its time. */
function stopIfAsked({ signal }: Piece): void {
  if (signal.aborted) throw new Stopped();
}
