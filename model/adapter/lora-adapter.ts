import { float32Initializer, type Graph, type Initializer } from '../graph/graph.ts';
import { type LinearModule, linearModules } from '../graph/surgery/linear-modules.ts';
import { lowRankNames } from '../graph/surgery/low-rank.ts';
import { invalidAdapter } from './adapter-fault.ts';
import { writePeftFolder } from './peft-folder.ts';

/** What low-rank adaptation adds to one linear module: `scale * B A x`. */
export interface LoraModule {
  readonly rank: number; // r
  readonly a: Float32Array; // [r, inputs]
  readonly b: Float32Array; // [outputs, r]
  readonly inputs: number;
  readonly outputs: number;
  /** alpha / r, or alpha / sqrt(r) of the rank-stabilized kind. */
  readonly scale: number;
}

/**
 * Tuned branches of low rank beside linear modules.
 *
 * On disk it is a PEFT `LORA` folder.
 * @source Hu et al. 2021; PEFT, tuners/lora
 */
export interface LoraAdapter {
  readonly kind: 'lora';
  readonly name: string;
  /** Digest of the weights file, hexadecimal. */
  readonly sha256: string;
  /** By module path, `model.layers.0.self_attn.q_proj`. */
  readonly modules: ReadonlyMap<string, LoraModule>;
}

/** What PEFT puts before the names of the model. */
export const peftPrefix = 'base_model.model.';

/**
 * Refuses modules that the decoder does not have, or has with other sizes.
 *
 * @throws AppError `model.adapter_invalid`
 */
export function assertModulesFit(modules: LoraAdapter['modules'], decoder: Graph, folder: string): void {
  const known = new Map(linearModules(decoder).map((module) => [module.path, module]));
  const faults: string[] = [];
  for (const [path, { inputs, outputs }] of modules) {
    const own = known.get(path);
    if (!own) faults.push(`${path}: expected a linear module of ${decoder.name}, got none there`);
    else if (own.inputs !== inputs || own.outputs !== outputs)
      faults.push(`${path}: expected ${own.outputs} x ${own.inputs}, got ${outputs} x ${inputs}`);
  }
  if (faults.length === 0) return;
  const shown = faults.length > 3 ? [...faults.slice(0, 3), `and ${faults.length - 3} more`] : faults;
  throw invalidAdapter(folder, shown.join('; '));
}

/**
 * Writes branches of low rank where PEFT finds them.
 *
 * @param decoder  has all modules; tells whether short names select the adapted ones and no other
 */
export async function writeLoraAdapter(
  folder: string,
  { modules, decoder, baseModel }: { modules: LoraAdapter['modules']; decoder: Graph; baseModel: string },
): Promise<void> {
  const [first] = modules.values();
  if (!first) throw new TypeError('expected at least one module');
  const differing = (value: (module: LoraModule) => number): Record<string, number> =>
    Object.fromEntries(
      [...modules].filter(([, one]) => value(one) !== value(first)).map(([path, one]) => [path, value(one)]),
    );
  const config = {
    alpha_pattern: differing(alphaOf),
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: null,
    lora_alpha: alphaOf(first),
    lora_dropout: 0,
    modules_to_save: null,
    peft_type: 'LORA',
    r: first.rank,
    rank_pattern: differing(({ rank }) => rank),
    revision: null,
    target_modules: targetModules([...modules.keys()], linearModules(decoder)),
    task_type: 'CAUSAL_LM',
    use_rslora: false,
  };
  const tensors = new Map<string, Initializer>();
  for (const [path, { rank, a, b, inputs, outputs }] of modules) {
    const names = lowRankNames(path);
    tensors.set(peftPrefix + names.a, float32Initializer(a, [rank, inputs]));
    tensors.set(peftPrefix + names.b, float32Initializer(b, [outputs, rank]));
  }
  await writePeftFolder(folder, config, tensors);
}

/** Alpha of a module, clear of the rounding of its division by the rank. */
function alphaOf({ rank, scale }: LoraModule): number {
  return Number((scale * rank).toPrecision(12));
}

/** Names that select these modules in PEFT: `q_proj` for that of every layer, whole paths where that would be too many. */
function targetModules(paths: readonly string[], all: readonly LinearModule[]): string[] {
  const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  const short = [...new Set(paths.map(lastName))].sort();
  const selected = all.filter(({ path }) => short.includes(lastName(path)));
  return selected.length === paths.length ? short : [...paths].sort();
}
