import { createRandom } from '#domain';
import { AppError } from '#errors';
import {
  type Graph,
  type LinearModule,
  linearModules,
  lowRankNames,
  type ModelFolder,
  withLowRankBranches,
  writeLoraAdapter,
} from '#model';
import type { Method, MethodSettings } from './method.ts';
import type { Placement } from './placement.ts';

type Settings = Extract<MethodSettings, { kind: 'lora' }>;

/** LoRA: branches beside the linear modules whose path ends in one of `targets`. */
export function loraPlacement(decoder: Graph, { rank, alpha, targets }: Omit<Settings, 'kind'>): Placement {
  const branches = new Map(
    targetModules(decoder, targets).map(({ path }) => [path, { rank, scale: alpha / rank }] as const),
  );
  const adapted = withLowRankBranches(decoder, branches);
  const own = new Set(decoder.inputs);
  return { decoder: adapted, trained: adapted.inputs.filter((input) => !own.has(input)) };
}

/**
 * LoRA: A starts uniform within one over the root of its inputs, B at zero, so that the model starts as it is.
 *
 * @throws AppError `tuner.no_target_modules`
 * @source Hu et al. 2021, LoRA; start and layout as PEFT, tuners/lora/layer.py `reset_lora_parameters`
 */
export function loraMethod(settings: Settings, model: ModelFolder, seed: number): Method {
  const placement = loraPlacement(model.decoder, settings);
  const modules = targetModules(model.decoder, settings.targets);
  const random = createRandom(seed).fork('lora');
  const dims = new Map(placement.trained.map(({ name, shape }) => [name, shape as readonly number[]]));
  const start = new Map<string, Float32Array>();
  for (const { path, inputs, outputs } of modules) {
    const { a, b } = lowRankNames(path);
    const bound = 1 / Math.sqrt(inputs);
    start.set(
      a,
      Float32Array.from({ length: settings.rank * inputs }, () => random.between(-bound, bound)),
    );
    start.set(b, new Float32Array(outputs * settings.rank));
  }
  return {
    placement,
    virtualTokens: 0,
    dims,
    start,
    write: (folder, learned) => {
      const { rank, alpha } = settings;
      const branches = modules.map(({ path, inputs, outputs }) => {
        const { a, b } = lowRankNames(path);
        const values = { a: learned.get(a) as Float32Array, b: learned.get(b) as Float32Array };
        return [path, { rank, inputs, outputs, scale: alpha / rank, ...values }] as const;
      });
      return writeLoraAdapter(folder, { modules: new Map(branches), decoder: model.decoder, baseModel: model.name });
    },
  };
}

function targetModules(decoder: Graph, targets: readonly string[]): LinearModule[] {
  const all = linearModules(decoder);
  const chosen = all.filter(({ path }) => targets.some((target) => path === target || path.endsWith(`.${target}`)));
  if (chosen.length > 0) return chosen;
  const known = [...new Set(all.map(({ path }) => path.slice(path.lastIndexOf('.') + 1)))];
  throw new AppError(
    'tuner.no_target_modules',
    `expected LoRA targets among ${known.join(', ')}, got ${targets.join(', ')}`,
  );
}
