import { createHash } from 'node:crypto';
import { fakeGenerator } from '../cli/testing/fake-services.ts';
import type { EvaluatedModels } from '../evaluation/evaluated-models.ts';

/** What to change in the models, for a test. */
export interface FakeModelOptions {
  /** Called with the contestant and its records before each batch; may throw or wait. */
  beforeBatch?(contestant: string, records: readonly string[]): void | Promise<void>;
  /** Changes the digest of the adapters. @default 'first' */
  readonly adapterVersion?: string;
}

/** Models whose plain answers are a function of the record alone; with an adapter they are another one's. */
export function fakeModels({ beforeBatch, adapterVersion = 'first' }: FakeModelOptions = {}): EvaluatedModels {
  return {
    async modelFor(kind, strategy) {
      const fake = fakeGenerator({}, kind === 'tuned' ? strategy : null);
      const sha256 = createHash('sha256').update(`${strategy} ${adapterVersion}`).digest('hex');
      return {
        method: kind === 'tuned' ? 'prefix' : null,
        generator: {
          ...fake,
          adapter: fake.adapter && { name: `fake ${strategy}`, sha256 },
          async generate(request, guess) {
            await beforeBatch?.(`${kind}/${strategy}`, request.records);
            return fake.generate(request, guess);
          },
        },
      };
    },
    countTokens: async (text) => text.split(/\s+/).length,
  };
}
