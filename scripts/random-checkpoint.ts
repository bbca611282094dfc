import { Command, InvalidArgumentError, Option } from 'commander';
import { type ChatGlmSizes, chatGlm2Sizes, writeChatGlmCheckpoint } from './chatglm-checkpoint.ts';

/**
 * Writes a checkpoint of random weights in the layout that ChatGLM2-6B is published in, of its size unless told
 * otherwise: 12.5 GB of float16 in seven torch shards.
 *
 * All large tensors are pieces of one block of a million normal numbers, taken from places at random: their statistics
 * are those of independent numbers, and it is written about as fast as the disk takes it. For measuring time and memory;
 * such a model has nothing to say.
 */
const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on');
  return value;
};
const sizeOption = (flag: string, what: string, fallback: number): Option =>
  new Option(`--${flag} <n>`, what).argParser(count).default(fallback);
const real = chatGlm2Sizes;

const program = new Command('random-checkpoint')
  .description('Writes a checkpoint of random weights in the layout of ChatGLM2-6B, of its size unless told otherwise.')
  .argument('<folder>', 'where to write; files of the same names are replaced')
  .addOption(sizeOption('layers', 'layers', real.layers))
  .addOption(sizeOption('hidden', 'channels of the residual stream', real.width))
  .addOption(sizeOption('feed-forward', 'channels inside the feed-forward block', real.feedForwardWidth))
  .addOption(sizeOption('heads', 'query heads', real.heads))
  .addOption(sizeOption('head-size', 'channels of a head, a multiple of 4', real.headSize))
  .addOption(sizeOption('groups', 'key and value heads', real.groups))
  .addOption(sizeOption('vocabulary', 'tokens', real.vocabulary))
  .addOption(sizeOption('positions', 'positions that config.json tells of', real.positions))
  .addOption(new Option('--format <format>', 'of the shards').choices(['torch', 'safetensors']).default('torch'))
  .addOption(sizeOption('shard-mb', 'megabytes that a shard may have', 2000))
  .addOption(sizeOption('seed', 'seed of the random numbers', 1))
  .parse();

type Options = Omit<ChatGlmSizes, 'width' | 'feedForwardWidth'> & {
  readonly hidden: number;
  readonly feedForward: number;
  readonly format: 'torch' | 'safetensors';
  readonly shardMb: number;
  readonly seed: number;
};
const { hidden, feedForward, format, shardMb, seed, ...sizes } = program.opts<Options>();
await writeChatGlmCheckpoint(
  program.args[0] as string,
  { ...sizes, width: hidden, feedForwardWidth: feedForward },
  {
    format,
    shardBytes: 1e6 * shardMb,
    seed,
    onShard: (file, done, all) => console.error(`${done} of ${all}: ${file}`),
  },
);
