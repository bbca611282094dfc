import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LoraModule, writeLoraAdapter } from '../adapter/lora-adapter.ts';
import { writePrefixAdapter } from '../adapter/prefix-adapter.ts';
import { writePromptAdapter } from '../adapter/prompt-adapter.ts';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { float32Values, type Initializer } from '../graph/graph.ts';
import { linearModules } from '../graph/surgery/linear-modules.ts';
import { lowRankNames } from '../graph/surgery/low-rank.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { openGoldenDecoder } from './golden-decoder.ts';

/** Architectures of `data/golden/decoders` that every method was tried on. */
export const methodFamilies = ['glm', 'llama', 'qwen2'] as const;
export const goldenMethods = ['lora', 'prompt', 'projection', 'full'] as const;
export const adapterMethods = ['lora', 'prompt', 'projection'] as const;

export type MethodFamily = (typeof methodFamilies)[number];
export type GoldenMethodName = (typeof goldenMethods)[number];

/** What `scripts/golden/methods.py` wrote beside the tensors. */
export interface MethodReference {
  /** `rank`, `alpha` and `targets` of LoRA; `virtual_tokens`; `hidden`, the width of the projection. */
  readonly settings: {
    readonly rank?: number;
    readonly alpha?: number;
    readonly targets?: readonly string[];
    readonly virtual_tokens?: number;
    readonly hidden?: number;
  };
  readonly loss: number;
  /** Of every trained tensor. */
  readonly gradient_norms: Readonly<Record<string, number>>;
  readonly learning_rate: number;
  /** Before each of ten AdamW steps, and after the last. */
  readonly losses: readonly number[];
  /** Digests of the files that our writer made of the start, hexadecimal; not of `full`. */
  readonly written: Readonly<Record<string, string>>;
}

/** A method of tuning on a tiny decoder, and what PEFT and PyTorch made of it. */
export interface GoldenMethod {
  readonly reference: MethodReference;
  /** Folder of the adapter after the steps, as PEFT saved it. */
  readonly adapterDir: string;
  /** What is trained, from where it starts; empty for `full`, which starts from the decoder. */
  readonly start: ReadonlyMap<string, Initializer>;
  /** Gradient of the loss at the start by trained tensor; of `full` for some. */
  readonly gradients: ReadonlyMap<string, Initializer>;
  /** Logits of the right-padded batch of the decoder: at the start, after the steps, under the adapter we wrote. */
  logits(which: 'start' | 'tuned' | 'written'): Float32Array;
}

const root = join(import.meta.dirname, '../../data/golden/methods');

export function openGoldenMethod(family: MethodFamily, method: GoldenMethodName): GoldenMethod {
  const at = join(root, family, method);
  const tensors = readSafetensors(readFileSync(`${at}.safetensors`), `${method}.safetensors`);
  const under = (prefix: string): ReadonlyMap<string, Initializer> =>
    new Map(
      [...tensors].flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [])),
    );
  return {
    reference: JSON.parse(readFileSync(`${at}.json`, 'utf8')),
    adapterDir: at,
    start: under('start/'),
    gradients: under('gradient/'),
    logits: (which) => float32Values(tensors.get(`logits/${which}`)!),
  };
}

/** Writes the start of a method as an adapter; PEFT has loaded what this writes, see `written` of the reference. */
export async function writeStart(folder: string, family: MethodFamily, method: (typeof adapterMethods)[number]) {
  const decoder = await buildFromCheckpoint(openGoldenDecoder(family).folder);
  const { start, reference } = openGoldenMethod(family, method);
  const valuesOf = (name: string): Float32Array => float32Values(start.get(name)!);
  const baseModel = `tiny-${family}`;
  if (method === 'projection') {
    const values = projectedPrefix(start);
    await writePrefixAdapter(folder, { values, shape: cacheShape(decoder), baseModel });
  } else if (method === 'prompt') {
    const { dims } = start.get('embedding.weight')!;
    await writePromptAdapter(folder, { values: valuesOf('embedding.weight'), width: dims[1]!, baseModel });
  } else {
    const { rank, alpha } = reference.settings;
    const modules = new Map<string, LoraModule>();
    for (const { path, inputs, outputs } of linearModules(decoder)) {
      const { a, b } = lowRankNames(path);
      if (!start.has(a)) continue;
      modules.set(path, { rank: rank!, inputs, outputs, scale: alpha! / rank!, a: valuesOf(a), b: valuesOf(b) });
    }
    await writeLoraAdapter(folder, { modules, decoder, baseModel });
  }
}

/** The prefix that the projection of PEFT gives: `W2 tanh(W0 e + b0) + b2` of each embedding e, `[P, 2 * L * G * D]`. */
export function projectedPrefix(parameters: ReadonlyMap<string, Initializer>): Float32Array {
  const linear = (rows: Float32Array, name: string): Float32Array => {
    const [outputs, inputs] = parameters.get(`${name}.weight`)!.dims as [number, number];
    const weight = float32Values(parameters.get(`${name}.weight`)!);
    const bias = float32Values(parameters.get(`${name}.bias`)!);
    const made = new Float32Array((rows.length / inputs) * outputs);
    for (let i = 0; i < made.length; i += 1) {
      const [row, output] = [Math.floor(i / outputs), i % outputs];
      let sum = bias[output]!;
      for (let input = 0; input < inputs; input += 1)
        sum += weight[output * inputs + input]! * rows[row * inputs + input]!;
      made[i] = sum;
    }
    return made;
  };
  const embedded = float32Values(parameters.get('embedding.weight')!);
  return linear(linear(embedded, 'transform.0').map(Math.tanh), 'transform.2');
}
