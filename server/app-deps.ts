import type { ConsoleAssessor } from './assess/console-assessor.ts';
import type { Settings } from './config.ts';
import type { JobDesk } from './jobs/job-desk.ts';
import type { LogFiles } from './jobs/log-files.ts';
import type { EvaluationReport, OlderReport } from './pages/evaluation-report.ts';
import type { Store } from './store/open-store.ts';

/** Everything the console works with; tests give their own. */
export interface AppDeps {
  readonly store: Store;
  readonly jobs: JobDesk;
  readonly assessor: ConsoleAssessor;
  readonly files: LogFiles;
  readonly settings: Pick<Settings, 'uploadLimitBytes' | 'marking' | 'confidenceThreshold' | 'security' | 'dataDir'>;
  /** The evaluation report, or one of an older form; null when there is none. */
  readReport(): Promise<EvaluationReport | OlderReport | null>;
  now(): Date;
  /** Takes a line about a fault of ours. */
  log(line: string): void;
}
