import type { ModelFolder } from '#model';
import { fullMethod } from './full.ts';
import { loraMethod } from './lora.ts';
import type { Method, MethodSettings } from './method.ts';
import { prefixMethod } from './prefix/method.ts';
import { promptMethod } from './prompt.ts';

/** What every method starts from. */
export interface MethodContext {
  readonly model: ModelFolder;
  readonly modelDir: string;
  /** Tokens of the first training examples. */
  readonly text: readonly number[];
  readonly seed: number;
}

/** The method of these settings, ready to start. */
export async function openMethod(
  settings: MethodSettings,
  { model, modelDir, text, seed }: MethodContext,
): Promise<Method> {
  switch (settings.kind) {
    case 'prefix':
      return prefixMethod(settings, model, text, seed);
    case 'prompt':
      return promptMethod(settings, model, text, seed);
    case 'lora':
      return loraMethod(settings, model, seed);
    case 'full':
      return fullMethod(model, modelDir);
  }
}
