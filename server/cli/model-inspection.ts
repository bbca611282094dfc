import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AppError } from '#errors';
import {
  type CacheShape,
  cacheShape,
  type Graph,
  readFolderJson,
  readModelLimits,
  readModelOperators,
  readOperators,
  readTokenizer,
  type StoredWeights,
  storedWeights,
} from '#model';
import { type OperatorUse, operatorUses } from './model-operators.ts';

/** What can be told of a model without its weights. */
export interface Inspection extends StoredWeights {
  readonly name: string;
  /** By its configuration, else the name of its graph. */
  readonly architecture: string;
  readonly cache: CacheShape;
  readonly vocabulary: number | null;
  /** Null where nothing tells. */
  readonly positions: number | null;
  readonly endTokens: readonly number[] | null;
  readonly hasTokenizer: boolean;
  readonly opset: number;
  readonly operators: readonly OperatorUse[];
  readonly canBeTuned: boolean;
  /** Why it cannot be tuned. */
  readonly hindrances: readonly string[];
}

/**
 * Looks at a model folder, or at an `.onnx` file and what stands beside it.
 *
 * @throws AppError `model.folder_missing`, `model.onnx_invalid`, also when it is no decoder with a cache
 */
export async function inspectModel(path: string): Promise<Inspection> {
  const isFolder = (await stat(path)).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const graph = isFolder ? await readModelOperators(path) : await readOperators(folder, basename(path));
  const limits = await unlessMissing(readModelLimits(folder, graph));
  const { operators, hindrances } = operatorUses(graph);
  return {
    name: basename(resolve(path)),
    architecture: await architectureOf(folder, graph),
    cache: cacheShape(graph),
    vocabulary: classesOf(graph),
    positions: limits && Number.isFinite(limits.maxPositions) ? limits.maxPositions : null,
    endTokens: limits?.eosIds ?? null,
    hasTokenizer: (await unlessMissing(readTokenizer(folder))) !== undefined,
    opset: graph.opset,
    ...storedWeights(graph),
    operators,
    canBeTuned: hindrances.length === 0,
    hindrances,
  };
}

async function architectureOf(folder: string, graph: Graph): Promise<string> {
  const json = await unlessMissing(readFolderJson(folder, 'config.json'));
  return typeof json?.model_type === 'string' ? json.model_type : `graph ${graph.name}`;
}

function classesOf({ outputs }: Graph): number | null {
  const classes = outputs.find(({ name }) => name === 'logits')?.shape?.at(-1);
  return typeof classes === 'number' ? classes : null;
}

/** Undefined where a file that tells is not there or does not tell. */
async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.catch((error) => {
    const codes = ['model.folder_missing', 'model.config_invalid'];
    if (error instanceof AppError && codes.includes(error.code)) return undefined;
    throw error;
  });
}
