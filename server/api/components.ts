import { AppError } from '#errors';
import { type ComponentMark, markOf } from './fields.ts';

/** A JSON Schema as the document has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas that the document has once, by name. */
export interface Components {
  /** A schema as it stands in the document: named parts are references. */
  write(schema: object): JsonSchema;
  /** What was named so far, in order of name. */
  schemas(): Readonly<Record<string, JsonSchema>>;
}

/** Collects the named schemas of a document. */
export function components(): Components {
  const marks = new Map<string, ComponentMark>();
  const written = new Map<string, JsonSchema>();
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    return typeof value === 'object' && value !== null ? write(value) : value;
  };
  const fieldsOf = (schema: object): JsonSchema =>
    Object.fromEntries(
      Object.entries(schema)
        .filter(([key]) => key !== '$id')
        .map(([key, value]) => [key, copy(value)]),
    );
  function write(schema: object): JsonSchema {
    const mark = markOf(schema);
    if (mark === undefined) return fieldsOf(schema);
    const { name } = mark;
    if (!marks.has(name)) {
      marks.set(name, mark);
      written.set(name, fieldsOf(schema));
    }
    if (marks.get(name) !== mark)
      throw new AppError('server.unexpected', `Expected one schema named ${name}, got two.`);
    const { description } = schema as JsonSchema;
    return { $ref: `#/components/schemas/${name}`, ...(description !== undefined && { description }) };
  }
  return {
    write,
    schemas: () => Object.fromEntries([...written].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
