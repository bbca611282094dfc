import { AppError } from '#errors';
import type { Graph } from '../graph/graph.ts';
import { firstFolderFile, readFolderJson } from './folder-file.ts';

/** What the configuration of a model folder tells about running it. */
export interface ModelLimits {
  /** Tokens of which each ends an answer, at least one. */
  readonly eosIds: readonly [number, ...number[]];
  /** Positions that prefix, prompt and answer share; infinite when nothing tells. */
  readonly maxPositions: number;
}

/** The configuration of onnxruntime-genai, whose exports need have no other; what it tells stands under `model`. */
const genaiFile = 'genai_config.json';

/** Configuration files, that of generation first. */
const configurationFiles = ['generation_config.json', 'config.json', genaiFile];

/**
 * Reads where answers of a model end: at `eos_token_id`, one token number or a list, and at the last position. The
 * first file that tells is believed; positions are those that `decoder` has a table for, if it is one built here.
 *
 * @throws AppError `model.config_invalid`, `model.folder_missing`
 */
export async function readModelLimits(folder: string, decoder: Graph): Promise<ModelLimits> {
  const told: Record<string, unknown>[] = [];
  for (const file of configurationFiles) {
    if (!(await firstFolderFile(folder, [file]))) continue;
    const json = await readFolderJson(folder, file);
    told.push(file === genaiFile ? ((json.model ?? {}) as Record<string, unknown>) : json);
  }
  const first = (...keys: readonly string[]): unknown =>
    told.flatMap((json) => keys.map((key) => json[key])).find((value) => value !== undefined && value !== null);
  const positions =
    decoder.initializers.get('rotary.cos')?.dims[0] ?? first('max_position_embeddings', 'context_length');
  return {
    eosIds: parseEosTokens(first('eos_token_id'), `${folder}: eos_token_id of ${configurationFiles.join(', ')}`),
    maxPositions: typeof positions === 'number' ? positions : Number.POSITIVE_INFINITY,
  };
}

/**
 * Tokens that end answers: one number, or a list.
 *
 * @throws AppError `model.config_invalid`
 */
export function parseEosTokens(eos: unknown, source: string): readonly [number, ...number[]] {
  const [first, ...others] = Array.isArray(eos) ? eos : [eos];
  if (isTokenNumber(first) && others.every(isTokenNumber)) return [first, ...others];
  const got = JSON.stringify(eos);
  throw new AppError('model.config_invalid', `${source}: expected a token number or a list of them, got ${got}`);
}

export function isTokenNumber(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
