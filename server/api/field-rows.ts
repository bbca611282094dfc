import type { JsonSchema } from './components.ts';

/** A field of a schema, as a row of a table. */
export interface FieldRow {
  /** Where it stands: `rows[].answer.motion`; empty for the value itself. */
  readonly path: string;
  /** What it is: `string | null`, `Job[]`. */
  readonly type: string;
  /** The named schema it is of; null for none. */
  readonly ref: string | null;
  readonly meaning: string;
  /** Whether it may be absent. */
  readonly isOptional: boolean;
}

/** The fields of a schema, those of inner objects among them; what has a name of its own is only named. */
export function fieldRows(schema: JsonSchema, path = '', isOptional = false): FieldRow[] {
  const inner = innerRows(schema, path);
  const isWhole = path === '' && inner.length > 0;
  return isWhole ? inner : [rowOf(schema, path, isOptional), ...inner];
}

const rowOf = (schema: JsonSchema, path: string, isOptional: boolean): FieldRow => ({
  path,
  type: typeWords(schema),
  ref: refOf(schema),
  meaning: meaningOf(schema),
  isOptional,
});

/** Its own meaning, else that of what it holds. */
function meaningOf({ description, items, anyOf }: JsonSchema): string {
  const [first] = (anyOf as readonly JsonSchema[] | undefined) ?? [];
  return String(description ?? schemaIn(items)?.description ?? first?.description ?? '');
}

function innerRows(schema: JsonSchema, path: string): FieldRow[] {
  const items = schemaIn(schema.items);
  if (items) return innerRows(items, `${path}[]`);
  const others = schemaIn(schema.additionalProperties);
  if (others) return fieldRows(others, path === '' ? '*' : `${path}.*`, true);
  if (schema.properties) return propertyRows(schema, path);
  const ways = (schema.anyOf as readonly JsonSchema[] | undefined) ?? [];
  const rows = ways.flatMap((way) => innerRows(way, path));
  return rows.filter((row, index) => rows.findIndex((one) => isSame(one, row)) === index);
}

function propertyRows({ properties, required = [] }: JsonSchema, path: string): FieldRow[] {
  return Object.entries(properties as Readonly<Record<string, JsonSchema>>).flatMap(([name, field]) =>
    fieldRows(field, path === '' ? name : `${path}.${name}`, !(required as readonly string[]).includes(name)),
  );
}

const isSame = (a: FieldRow, b: FieldRow): boolean => a.path === b.path && a.type === b.type && a.meaning === b.meaning;

const schemaIn = (value: unknown): JsonSchema | undefined =>
  typeof value === 'object' && value !== null ? (value as JsonSchema) : undefined;

/** Values of a closed set that are all shown; of more, the first ones. */
const valuesShown = 14;

/** A schema in the notation of types. */
export function typeWords(schema: JsonSchema): string {
  const { $ref, type, const: only, enum: values, items, anyOf } = schema;
  if (typeof $ref === 'string') return nameIn($ref);
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) {
    const shown = values.slice(0, valuesShown).map((value) => JSON.stringify(value));
    return [...shown, ...(values.length > valuesShown ? ['…'] : [])].join(' | ');
  }
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(typeWords))].join(' | ');
  const [first, ...rest] = [type].flat().map(String);
  const inner = schemaIn(items);
  const words = inner ? `${inBrackets(typeWords(inner))}[]` : (first ?? 'any');
  return [words, ...rest].join(' | ');
}

const inBrackets = (type: string) => (type.includes(' | ') ? `(${type})` : type);

const nameIn = (ref: string): string => ref.split('/').at(-1)!;

function refOf({ $ref, items, anyOf, additionalProperties }: JsonSchema): string | null {
  if (typeof $ref === 'string') return nameIn($ref);
  const within = [items, additionalProperties, ...((anyOf as readonly unknown[] | undefined) ?? [])];
  for (const part of within) {
    const schema = schemaIn(part);
    const ref = schema && refOf(schema);
    if (ref) return ref;
  }
  return null;
}
