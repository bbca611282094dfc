import { mkdir, open, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '#errors';
import { type Checkpoint, openCheckpoint } from '../checkpoint/checkpoint.ts';
import { type DecoderConfig, decoderConfigJson } from '../decoder/decoder-config.ts';
import { buildDecoderGraph, buildInferenceGraph } from '../decoder/decoder-graph.ts';
import { whyNotFused } from '../decoder/fused-attention.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { importTokenizer } from '../tokenizer/import-tokenizer.ts';
import { planWeights, type WeightKind, type WeightPlan } from './weight-plan.ts';
import { writeWeights } from './write-weights.ts';

const graphFile = 'onnx/model.onnx';
const weightsFile = 'onnx/model.onnx_data';
const checkpointFile = 'model.safetensors';

export interface ImportOptions {
  /** Folder of the checkpoint, with its tokenizer. */
  readonly from: string;
  /** Model folder to make; there is none yet, or an empty one. */
  readonly to: string;
  readonly weights: WeightKind;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/** Numbers of the checkpoint that are in the weights file, and all there are. */
export interface ImportProgress {
  readonly done: number;
  readonly total: number;
}

export interface ImportedModel {
  readonly config: DecoderConfig;
  readonly weights: WeightKind;
  readonly parameters: number;
  readonly weightsBytes: number;
  /** Why the graph has plain attention operators; null when attention is fused. */
  readonly notFused: string | null;
  readonly seconds: number;
}

/**
 * Makes a model folder from a checkpoint: weights in the asked kind, one graph for inference and training, configuration
 * and tokenizer. No more than some rows of one weight are in memory at a time.
 *
 * The folder is written under another name, with `.part`, and renamed when it is whole. A part that a kill left behind is
 * written again.
 *
 * @throws AppError `model.folder_taken`, and what `openCheckpoint` and `importTokenizer` refuse; the reason of `signal`
 */
export async function importModel(options: ImportOptions): Promise<ImportedModel> {
  const { from } = options;
  const to = resolve(options.to);
  const started = performance.now();
  await requireFree(to);
  const part = `${to}.part`;
  const checkpoint = await openCheckpoint(from);
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(join(part, dirname(weightsFile)), { recursive: true });
    await importTokenizer(from, part);
    const made = await writeFolder(part, checkpoint, options);
    await rename(part, to);
    return { ...made, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  } finally {
    await checkpoint.close();
  }
}

async function requireFree(folder: string): Promise<void> {
  const files = await readdir(folder).catch((cause: NodeJS.ErrnoException): string[] | undefined =>
    cause.code === 'ENOENT' ? [] : undefined,
  );
  if (files?.length === 0) return;
  const found = files ? `${files.length} files there` : 'something else there';
  throw new AppError('model.folder_taken', `expected no folder ${folder} or an empty one, got ${found}`, {
    hint: 'import into another folder, or remove this one first',
  });
}

/** Writes everything but the tokenizer. */
async function writeFolder(
  folder: string,
  checkpoint: Checkpoint,
  { weights, onProgress, signal }: ImportOptions,
): Promise<Omit<ImportedModel, 'seconds'>> {
  const { config, tokens } = checkpoint;
  const plan = planWeights(config, weights, basename(weightsFile));
  const notFused = whyNotFused(config) ?? null;
  const build = notFused === null ? buildInferenceGraph : buildDecoderGraph;
  const graph = build(config, new Map(plan.weights.map(({ name, weight }) => [name, weight])));
  await writeFile(join(folder, graphFile), writeOnnx(graph));

  const { eos, pad } = tokens;
  const ends = eos.length === 1 ? eos[0] : eos;
  const writeJson = (file: string, value: object): Promise<void> =>
    writeFile(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
  await writeJson('config.json', { ...decoderConfigJson(config, { eos: eos[0], pad }), eos_token_id: ends });
  await writeJson('generation_config.json', { eos_token_id: ends, pad_token_id: pad, do_sample: false });

  await writeWeightsFile(join(folder, weightsFile), plan, checkpoint, { onProgress, signal });
  if (weights === 'float32') await symlink(weightsFile, join(folder, checkpointFile));
  return { config, weights, parameters: plan.parameters, weightsBytes: plan.fileBytes, notFused };
}

async function writeWeightsFile(
  path: string,
  plan: WeightPlan,
  checkpoint: Checkpoint,
  { onProgress, signal }: { onProgress: ImportOptions['onProgress'] | undefined; signal: AbortSignal | undefined },
): Promise<void> {
  const total = plan.parameters;
  let done = 0;
  onProgress?.({ done, total });
  const file = await open(path, 'w');
  try {
    await writeWeights(
      file,
      plan,
      checkpoint,
      (numbers) => {
        done += numbers;
        onProgress?.({ done, total });
      },
      signal,
    );
    await file.sync();
  } finally {
    await file.close();
  }
}
