import { openModelFolder, openSession } from '#model';
import type { Example } from '#prompts';
import { encodeExamples } from './dataset.ts';
import { buildStep } from './step-graph.ts';
import { type Validation, validate } from './validate.ts';

/**
 * Measures a model as it is on held-out examples, in the way a run measures what it has learned.
 *
 * @throws AppError `tuner.no_examples`, `tuner.example_too_long`, `tuner.head_not_found`
 */
export async function measureModel(modelDir: string, examples: readonly Example[]): Promise<Validation> {
  const model = await openModelFolder(modelDir);
  const dataset = encodeExamples(examples, model, 0);
  const { forward } = await buildStep({ decoder: model.decoder, trained: [] }, dataset.instruction.length > 0);
  const session = await openSession(forward, { memoryPattern: false });
  try {
    return await validate(session, {}, { count: 0, areRun: false }, dataset);
  } finally {
    await session.close();
  }
}
