import { type Static, Type } from 'typebox';

/**
 * The value that the batch command writes, the API returns, the store keeps and the pages show.
 * The JSON Schema is the definition; the TypeScript type is read off it.
 */

const strings = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((v) => Type.Literal(v))));

const LevelAnswer = Type.Object({
  label: Type.Union([Type.String(), Type.Null()], { description: 'Null when the answer could not be read.' }),
  confidence: Type.Number({ minimum: 0, maximum: 1, description: 'Probability of the reasoning line as generated.' }),
  reasoning: Type.String({ description: 'The line as the model generated it.' }),
  alternatives: Type.Array(Type.Object({ label: Type.String(), probability: Type.Number() }), {
    description: 'Label distribution at the deciding token, likeliest first.',
  }),
});

export const AssessmentSchema = Type.Object(
  {
    kind: Type.Literal('assessment'),
    targetId: Type.String(),
    source: Type.String({ description: 'Log the observations came from.' }),
    windowStartUtc: Type.String({ format: 'date-time' }),
    windowEndUtc: Type.String({ format: 'date-time' }),
    strategy: strings(['basic', 'instruction', 'cot'] as const),
    facts: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], {
      description:
        'Standard terms the model read in fields and remarks, by element; null for an answer that restates none.',
    }),
    motion: LevelAnswer,
    operation: LevelAnswer,
    task: LevelAnswer,
    confidence: Type.Number({ minimum: 0, maximum: 1, description: 'Product over the three levels.' }),
    slips: Type.Array(Type.String(), { description: 'What the parser had to forgive or could not read.' }),
    physics: Type.Object({
      isResolvable: Type.Boolean({
        description: 'False when the motion is too small to be checked against its error.',
      }),
      agrees: Type.Boolean({ description: 'Whether the motion label is possible given the motion facts.' }),
      reason: Type.String(),
    }),
    prompt: Type.String(),
    output: Type.String(),
    promptTokens: Type.Integer(),
    outputTokens: Type.Integer(),
    evidence: Type.Unsafe<import('./evidence.ts').Evidence>({ type: 'object' }),
    model: Type.Object({ name: Type.String(), sha256: Type.String() }),
    adapter: Type.Union([Type.Object({ name: Type.String(), sha256: Type.String() }), Type.Null()]),
  },
  { $id: 'assessment', additionalProperties: false },
);

export type Assessment = Static<typeof AssessmentSchema>;
