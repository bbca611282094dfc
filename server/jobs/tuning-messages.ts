import type { TuneEvent, TuneResult } from '#tuner';
import type { TuningFolder } from '../tuning/tuning-folder.ts';
import type { TuningSettings } from '../tuning/tuning-settings.ts';

/** What a thread that tunes is started with. */
export interface TuningTask {
  readonly modelDir: string;
  readonly folder: TuningFolder;
  readonly settings: TuningSettings;
}

/** What it tells: what happens, and at last what came of it, null when it was stopped before the first step. */
export type FromTuner =
  | { readonly kind: 'event'; readonly event: TuneEvent }
  | { readonly kind: 'ended'; readonly result: TuneResult | null }
  | {
      readonly kind: 'failed';
      /** Null for a fault that is none of ours. */
      readonly code: string | null;
      readonly message: string;
      readonly hint: string | undefined;
    };
