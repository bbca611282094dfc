import { invalidAdapter } from './adapter-fault.ts';
import type { PeftFolder } from './peft-folder.ts';

/** Rank and scale of each module of a LoRA, by its path. */
export interface LoraScaling {
  rankOf(path: string): number;
  scaleOf(path: string): number;
}

/** Fields of PEFT that, when on, make an adapter do or hold more than `scale * B A x` of linear modules. */
const variants = [
  'alora_invocation_tokens',
  'arrow_config',
  'kasa_config',
  'layer_replication',
  'lora_bias',
  'modules_to_save',
  'monteclora_config',
  'target_parameters',
  'trainable_token_indices',
  'use_bdlora',
  'use_dora',
  'use_qalora',
];
/** Initial values that leave the weights of the model as they are; others (PiSSA, OLoRA, LoftQ, ...) change them too. */
const plainInitials = [true, false, 'gaussian', 'eva', 'orthogonal', undefined];

/**
 * Reads the `adapter_config.json` of a LoRA. `rank_pattern` and `alpha_pattern` give single modules other numbers; their
 * keys are regular expressions for the end of a path.
 *
 * @throws AppError `model.adapter_invalid` naming every field that asks for more than plain LoRA
 * @source PEFT 0.21, tuners/lora/model.py `_create_and_replace`, utils/other.py `get_pattern_key`
 */
export function parseLoraConfig({ folder, config }: PeftFolder): LoraScaling {
  const faults: string[] = [];
  const refuse = (key: string, expected: string): void => {
    faults.push(`${key}: expected ${expected}, got ${JSON.stringify(config[key])}`);
  };
  for (const key of variants) if (isOn(config[key])) refuse(key, 'none');
  if ((config.bias ?? 'none') !== 'none') refuse('bias', '"none"');
  if (!plainInitials.some((initial) => initial === config.init_lora_weights))
    refuse('init_lora_weights', 'one that leaves the weights of the model as they are');
  if (!isPositive(config.r) || !Number.isInteger(config.r)) refuse('r', 'a positive whole number');
  if (!isPositive(config.lora_alpha)) refuse('lora_alpha', 'a positive number');
  const byPattern = (key: string): PatternValue[] =>
    patternValues(config[key], (fault) => faults.push(`${key}: ${fault}`));
  const [ranks, alphas] = [byPattern('rank_pattern'), byPattern('alpha_pattern')];
  if (faults.length > 0) throw invalidAdapter(folder, faults.join('; '));

  const numberOf = (values: readonly PatternValue[], path: string, otherwise: unknown): number =>
    values.find(({ matches }) => matches.test(path))?.value ?? (otherwise as number);
  const rankOf = (path: string): number => numberOf(ranks, path, config.r);
  const divisorOf = (path: string): number => (config.use_rslora === true ? Math.sqrt(rankOf(path)) : rankOf(path));
  return { rankOf, scaleOf: (path) => numberOf(alphas, path, config.lora_alpha) / divisorOf(path) };
}

interface PatternValue {
  readonly matches: RegExp;
  readonly value: number;
}

/** Two quantifiers are enough for `.*\.layers\.\d+\.q_proj`; a repeated group can make matching take forever. */
const maxQuantifiers = 2;

function patternValues(pattern: unknown, fault: (what: string) => void): PatternValue[] {
  return Object.entries((pattern ?? {}) as Record<string, unknown>).flatMap(([key, value]) => {
    const isCheap = (key.match(/[*+?{]/g) ?? []).length <= maxQuantifiers && !/\)[*+?{]/.test(key);
    if (!isPositive(value)) fault(`expected a positive number for ${key}, got ${JSON.stringify(value)}`);
    else if (!isCheap) fault(`expected at most ${maxQuantifiers} of * + ? { and none after a group, got ${key}`);
    else {
      try {
        return [{ matches: new RegExp(`^(.*\\.)?(${key})$`), value }];
      } catch {
        fault(`expected a regular expression, got ${key}`);
      }
    }
    return [];
  });
}

function isOn(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false;
}

const isPositive = (value: unknown): value is number => Number.isFinite(value) && (value as number) > 0;
