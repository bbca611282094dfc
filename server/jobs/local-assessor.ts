import { existsSync } from 'node:fs';
import { AppError } from '#errors';
import { type Generator, openGenerator } from '#model';
import { createAssessor } from '../assess/assessor.ts';
import type { EvidenceAssessor } from './classify-queue.ts';

/** An assessor that can be closed by the one who opened it. */
export interface LocalAssessor extends EvidenceAssessor {
  close(): Promise<void>;
}

/** Folders of the model and its adapter. */
export interface ModelFolders {
  readonly modelDir: string;
  readonly adapterDir: string;
  /** Folder that keeps what is computed of instructions. */
  readonly cacheDir: string;
}

/**
 * An assessor on this machine. The model is opened at the first question, so the console is there before it,
 * and when opening fails the next question tries again.
 */
export function localAssessor({ modelDir, adapterDir, cacheDir }: ModelFolders): LocalAssessor {
  let opening: Promise<Generator> | undefined;
  const open = async () => {
    for (const folder of [modelDir, adapterDir]) {
      if (existsSync(folder)) continue;
      throw new AppError('server.model_missing', `Expected a model or adapter folder, got nothing at ${folder}.`, {
        hint: 'make an adapter with: noncoop tune --strategy cot',
      });
    }
    return openGenerator({ modelDir, adapterDir, cacheDir });
  };
  return {
    async *assess(evidences, strategy) {
      opening ??= open();
      const generator = await opening.catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      yield* createAssessor(generator).assess(evidences, strategy);
    },
    async close() {
      const generator = await opening?.catch(() => undefined);
      await generator?.close();
    },
  };
}
