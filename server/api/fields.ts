import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';

/**
 * The parts that schemas of the API are made of. Each takes its meaning as the last words, so that no field goes without.
 */

/** Any text. */
export const text = (meaning: string) => Type.String({ description: meaning });

/** A number, its unit in the name or the meaning. */
export const real = (meaning: string) => Type.Number({ description: meaning });

/** A number from 0 to 1. */
export const share = (meaning: string) => Type.Number({ minimum: 0, maximum: 1, description: meaning });

/** A whole number from 0. */
export const count = (meaning: string) => Type.Integer({ minimum: 0, description: meaning });

/** A whole number from 1 by which something is addressed. */
export const number = (meaning: string) => Type.Integer({ minimum: 1, description: meaning });

/** Yes or no. */
export const flag = (meaning: string) => Type.Boolean({ description: meaning });

/** An instant as text, ISO 8601 in UTC. */
export const instant = (meaning: string) => Type.String({ format: 'date-time', description: meaning });

/** An instant as a number, UTC, ms since 1970-01-01. */
export const instantMs = (meaning: string) =>
  Type.Number({ description: `${meaning} UTC, ms since 1970-01-01, fractions kept.` });

/** A path of this console. */
export const href = (meaning: string) => Type.String({ pattern: '^/', description: meaning });

/** A SHA-256 in hexadecimal digits. */
export const sha256 = (meaning: string) => Type.String({ description: `${meaning} SHA-256, hexadecimal.` });

/** A value of a closed set; the set is that of the code. */
export const oneOf = <T extends string>(values: readonly T[], meaning: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description: meaning });

/** One value and no other. */
export const always = <T extends string | boolean | number>(value: T, meaning: string) =>
  Type.Literal(value, { description: meaning });

/** Three components. */
export const vector = (meaning: string) =>
  Type.Unsafe<[number, number, number]>({
    type: 'array',
    items: { type: 'number' },
    minItems: 3,
    maxItems: 3,
    description: meaning,
  });

/** Things of one kind, one after another. */
export const list = <T extends TSchema>(items: T, meaning: string) => Type.Array(items, { description: meaning });

/** An object with these fields and no others. */
export const record = <T extends TProperties>(properties: T, meaning?: string): TObject<T> =>
  Type.Object(properties, { additionalProperties: false, ...(meaning !== undefined && { description: meaning }) });

/** Values of one kind by name. */
export const dictionary = <T extends TSchema>(values: T, meaning: string) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: values, description: meaning });

/** An object whose fields are not told here. */
export const open = <T extends object>(meaning: string) =>
  Type.Unsafe<T>({ type: 'object', additionalProperties: true, description: meaning });

/** A field that may be absent. */
export const maybe = Type.Optional;

/** What makes a schema a component of the document; copies of the schema share it. */
export interface ComponentMark {
  readonly name: string;
}

const mark = Symbol('component');

/** Gives a schema a name under which the document has it once. */
export function named<T extends TSchema>(name: string, schema: T): T {
  return Object.defineProperty(schema, mark, { value: { name } satisfies ComponentMark });
}

/** The mark that {@link named} gave; undefined for a schema without a name. */
export const markOf = (schema: object): ComponentMark | undefined =>
  (schema as { readonly [mark]?: ComponentMark })[mark];

/** The same or null. */
export function orNull<T extends TSchema>(schema: T) {
  const { type, enum: values } = schema as { readonly type?: unknown; readonly enum?: readonly unknown[] };
  if (markOf(schema) !== undefined || typeof type !== 'string' || 'const' in schema)
    return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }] });
  return Type.Unsafe<Static<T> | null>({
    ...schema,
    type: [type, 'null'],
    ...(values && { enum: [...values, null] }),
  });
}

/** The fields of a record without some. */
export function without<T extends TProperties, K extends keyof T>(properties: T, ...names: readonly K[]): Omit<T, K> {
  const left = Object.entries(properties).filter(([name]) => !(names as readonly PropertyKey[]).includes(name));
  return Object.fromEntries(left) as unknown as Omit<T, K>;
}
