import { type Command, Option } from 'commander';
import { AppError } from '#errors';
import type { MethodKind, MethodSettings } from '#tuner';
import {
  learningRateOf,
  type MethodChoice,
  methodLimits,
  methodSettings,
  moduleNames,
  settingsOfMethod,
  startFault,
  virtualStarts,
} from '../tuning/method-choice.ts';
import { positiveNumber, shareBelowOne, wholeNumber } from './context.ts';

/** Options of `noncoop tune` that choose the way of tuning. */
export type MethodFlags = MethodChoice;

export const methods = Object.keys(settingsOfMethod) as readonly MethodKind[];

const { prefix, projection, rank } = methodLimits;

export function withMethodOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--method <name>', 'what is learned: prefix (P-tuning v2), prompt, lora, full')
        .choices(methods)
        .default('prefix'),
    )
    .option(
      '--prefix <n>',
      'virtual tokens of a prefix or a prompt (default: 128)',
      wholeNumber(prefix.low, prefix.high),
    )
    .addOption(
      new Option('--init <how>', 'their start: text of the first examples, random, or zero (default: text)').choices(
        virtualStarts,
      ),
    )
    .option('--dropout <x>', 'share of the prefix left out of each step (default: 0; THUDM: 0.1)', shareBelowOne)
    .option(
      '--projection <n>',
      'width of a layer the prefix is learned through (default: none)',
      wholeNumber(projection.low, projection.high),
    )
    .option('--rank <n>', 'rank of LoRA (default: 8)', wholeNumber(rank.low, rank.high))
    .option('--alpha <x>', 'scale of LoRA, times its rank (default: 8)', positiveNumber)
    .option('--targets <names>', 'linear modules with LoRA (default: q_proj, v_proj or fused qkv_proj)', moduleNames)
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
  const own: readonly string[] = settingsOfMethod[flags.method];
  const stranger = Object.values(settingsOfMethod)
    .flat()
    .find((name) => flags[name] !== undefined && !own.includes(name));
  if (stranger) throw usage(`Expected options of --method ${flags.method}, got --${stranger}.`);
  const fault = startFault(flags);
  if (fault === 'projectionNeedsRandom')
    throw usage(`Expected --init random with --projection, got --init ${flags.init}.`);
  if (fault === 'promptHasNoZero') throw usage('Expected --init text or random with --method prompt, got --init zero.');
  return { method: methodSettings(flags), learningRate: learningRateOf(flags) };
}

const usage = (message: string): AppError => new AppError('server.usage', message);
