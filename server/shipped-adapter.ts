import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Strategy } from '#prompts';

/**
 * The adapter of a folder that answers for a strategy: `STRATEGY-lora` where there is one, else the prefix `STRATEGY`. LoRA gets
 * more right than a prefix, by instruction and where records are perturbed, about as much by chain of thought on nominal ones
 * (docs/results.md), and answers faster, since no row drags virtual tokens along.
 *
 * @returns a folder, which need not be there
 */
export function shippedAdapterDir(adaptersDir: string, strategy: Strategy): string {
  const lora = path.join(adaptersDir, `${strategy}-lora`);
  return existsSync(lora) ? lora : path.join(adaptersDir, strategy);
}
