import type { Static, TSchema } from 'typebox';

/** Names of the fields of T that may be undefined, and so absent in JSON. */
type Absent<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** T as JSON has it: nothing read-only, nothing undefined. */
type Plain<T> = T extends readonly unknown[]
  ? { -readonly [K in keyof T]: Plain<T[K]> }
  : T extends object
    ? { -readonly [K in Exclude<keyof T, Absent<T>>]: Plain<T[K]> } & {
        -readonly [K in Absent<T>]?: Plain<Exclude<T[K], undefined>>;
      }
    : T;

/** Nothing to add where a schema and a type are of the same values, else what differs. */
type Difference<Described, Wanted> = [Described] extends [Plain<Wanted>]
  ? [Plain<Wanted>] extends [Described]
    ? []
    : [differs: { readonly aValueOfTheTypeHasNoPlaceInTheSchema: [Plain<Wanted>, Described] }]
  : [differs: { readonly aValueOfTheSchemaHasNoPlaceInTheType: [Described, Plain<Wanted>] }];

/**
 * Ties a schema to the type whose JSON it describes: where the two differ the program does not compile, so that neither
 * is a second truth beside the other.
 */
export const described =
  <T>() =>
  <S extends TSchema>(schema: S, ..._differs: Difference<Static<S>, T>): S =>
    schema;
