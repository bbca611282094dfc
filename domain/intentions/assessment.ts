import { type Static, type TProperties, Type } from 'typebox';

/**
 * The value that the batch command writes, the API returns, the store keeps and the pages show.
 * The JSON Schema is the definition; the TypeScript type is read off it.
 */

const strings = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

/** An object with these fields and no others. */
const record = <T extends TProperties>(properties: T, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description !== undefined && { description }) });

/** A file that took part, by its name and its hash. */
const identity = (description: string) =>
  record(
    {
      name: Type.String({ description: 'Its name.' }),
      sha256: Type.String({ description: 'Its SHA-256, hexadecimal.' }),
    },
    description,
  );

const levelAnswer = (description: string) =>
  record(
    {
      label: Type.Union([Type.String(), Type.Null()], { description: 'Null when the answer could not be read.' }),
      confidence: Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Probability of the reasoning line as generated.',
      }),
      reasoning: Type.String({ description: 'The line as the model generated it.' }),
      alternatives: Type.Array(
        record({
          label: Type.String({ description: 'A label of the level.' }),
          probability: Type.Number({ description: 'Its probability there.' }),
        }),
        { description: 'Label distribution at the deciding token, likeliest first.' },
      ),
    },
    description,
  );

export const AssessmentSchema = Type.Object(
  {
    kind: Type.Literal('assessment', { description: 'What it is.' }),
    targetId: Type.String({ description: 'Identifier of the target.' }),
    source: Type.String({ description: 'Log the observations came from.' }),
    windowStartUtc: Type.String({ format: 'date-time', description: 'Start of the observations it is about.' }),
    windowEndUtc: Type.String({ format: 'date-time', description: 'End of the observations it is about.' }),
    strategy: strings(['basic', 'instruction', 'cot'] as const, 'How the prompt was put.'),
    facts: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], {
      description:
        'Standard terms the model read in fields and remarks, by element; null for an answer that restates none.',
    }),
    motion: levelAnswer('What the target is doing.'),
    operation: levelAnswer('With what.'),
    task: levelAnswer('To what end.'),
    confidence: Type.Number({ minimum: 0, maximum: 1, description: 'Product over the three levels.' }),
    slips: Type.Array(Type.String(), { description: 'What the parser had to forgive or could not read.' }),
    physics: record(
      {
        isResolvable: Type.Boolean({
          description: 'False when the motion is too small to be checked against its error.',
        }),
        agrees: Type.Boolean({ description: 'Whether the motion label is possible given the motion facts.' }),
        reason: Type.String({ description: 'The numbers that say so.' }),
      },
      'The motion label against the measured motion.',
    ),
    prompt: Type.String({ description: 'What the model was asked, to the letter.' }),
    output: Type.String({ description: 'What it wrote, to the letter.' }),
    promptTokens: Type.Integer({ description: 'Tokens of the prompt.' }),
    outputTokens: Type.Integer({ description: 'Tokens of the output.' }),
    evidence: Type.Unsafe<import('./evidence.ts').Evidence>({ type: 'object' }),
    model: identity('The model.'),
    adapter: Type.Union([identity('The adapter.'), Type.Null()], {
      description: 'The adapter; null for the model alone.',
    }),
  },
  { $id: 'assessment', additionalProperties: false },
);

export type Assessment = Static<typeof AssessmentSchema>;
