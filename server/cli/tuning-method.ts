import { type Command, Option } from 'commander';
import { AppError } from '#errors';
import type { MethodKind, MethodSettings } from '#tuner';
import { positiveNumber, shareBelowOne, wholeNumber } from './context.ts';

/** Options of `noncoop tune` that choose the way of tuning; what is left out has the default of its method. */
export interface MethodFlags {
  readonly method: MethodKind;
  readonly prefix?: number;
  readonly init?: 'random' | 'zero' | 'text';
  readonly dropout?: number;
  readonly projection?: number;
  readonly rank?: number;
  readonly alpha?: number;
  readonly targets?: readonly string[];
  readonly learningRate?: number;
}

/** Which options belong to which methods. */
const ownFlags = {
  prefix: ['prefix', 'init', 'dropout', 'projection'],
  prompt: ['prefix', 'init'],
  lora: ['rank', 'alpha', 'targets'],
  full: [],
} as const satisfies Readonly<Record<MethodKind, readonly (keyof MethodFlags)[]>>;

/** Peaks that work for a start: the paper's for virtual tokens, smaller ones the more of the model is learned. */
const learningRates: Readonly<Record<MethodKind, number>> = { prefix: 0.02, prompt: 0.02, lora: 0.01, full: 0.0005 };

export const methods = Object.keys(ownFlags) as readonly MethodKind[];

/** Targets are projections of attention as the families name them, fused ones too. */
const defaults = { tokens: 128, rank: 8, alpha: 8, targets: ['q_proj', 'v_proj', 'qkv_proj'] } as const;

export function withMethodOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--method <name>', 'what is learned: prefix (P-tuning v2), prompt, lora, full')
        .choices(methods)
        .default('prefix'),
    )
    .option('--prefix <n>', 'virtual tokens of a prefix or a prompt (default: 128)', wholeNumber(1, 1024))
    .addOption(
      new Option('--init <how>', 'their start: text of the first examples, random, or zero (default: text)').choices([
        'random',
        'zero',
        'text',
      ]),
    )
    .option('--dropout <x>', 'share of the prefix left out of each step (default: 0; THUDM: 0.1)', shareBelowOne)
    .option(
      '--projection <n>',
      'width of a layer the prefix is learned through (default: none)',
      wholeNumber(1, 65_536),
    )
    .option('--rank <n>', 'rank of LoRA (default: 8)', wholeNumber(1, 1024))
    .option('--alpha <x>', 'scale of LoRA, times its rank (default: 8)', positiveNumber)
    .option('--targets <names>', 'linear modules with LoRA (default: q_proj, v_proj or fused qkv_proj)', names)
    .option(
      '--learning-rate <x>',
      'learning rate at the start; falls linearly to 0 (default: prefix and prompt 0.02, lora 0.01, full 0.0005)',
      positiveNumber,
    );
}

/**
 * The method that options ask for, and its learning rate.
 *
 * @throws AppError `server.usage` for an option of another method
 */
export function methodOf(flags: MethodFlags): { readonly method: MethodSettings; readonly learningRate: number } {
  const own: readonly string[] = ownFlags[flags.method];
  const stranger = Object.values(ownFlags)
    .flat()
    .find((name) => flags[name] !== undefined && !own.includes(name));
  if (stranger) throw usage(`Expected options of --method ${flags.method}, got --${stranger}.`);
  return { method: settingsOf(flags), learningRate: flags.learningRate ?? learningRates[flags.method] };
}

function settingsOf(flags: MethodFlags): MethodSettings {
  const { method: kind, prefix: tokens = defaults.tokens, projection = 0, dropout = 0 } = flags;
  const init = flags.init ?? (projection > 0 ? 'random' : 'text');
  switch (kind) {
    case 'prefix':
      if (projection > 0 && init !== 'random')
        throw usage(`Expected --init random with --projection, got --init ${init}.`);
      return { kind, tokens, init, dropout, projection };
    case 'prompt':
      if (init === 'zero') throw usage('Expected --init text or random with --method prompt, got --init zero.');
      return { kind, tokens, init };
    case 'lora':
      return {
        kind,
        rank: flags.rank ?? defaults.rank,
        alpha: flags.alpha ?? defaults.alpha,
        targets: flags.targets ?? defaults.targets,
      };
    case 'full':
      return { kind };
  }
}

const usage = (message: string): AppError => new AppError('server.usage', message);

const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());
