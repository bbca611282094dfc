import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from '../api/openapi.ts';

/** Validates values against schemas of a document, by where they stand in it. */
export interface DocumentedSchemas {
  /**
   * What is wrong with a value; undefined when nothing is.
   *
   * @param place  keys from the root of the document to the schema
   */
  faultOf(value: unknown, ...place: readonly string[]): string | undefined;
}

const id = 'openapi.json';

/**
 * Compiles schemas of a document when they are first needed: it is the document itself that validates.
 *
 * @param coerceTypes  whether text stands for numbers, as in queries
 */
export function documentedSchemas(document: OpenApiDocument, coerceTypes = false): DocumentedSchemas {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateSchema: false, coerceTypes });
  addFormats.default(ajv);
  // The document is no schema itself; its parts are found in it all the same.
  ajv.addVocabulary(Object.keys(document));
  ajv.addSchema(document, id);
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  const validatorAt = (place: readonly string[]) => {
    const pointer = pointerTo(document, place);
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `${id}${pointer}` });
    compiled.set(pointer, validate);
    return validate;
  };
  return {
    faultOf(value, ...place) {
      const validate = validatorAt(place);
      return validate(value) ? undefined : (validate.errors ?? []).slice(-3).map(told).join('; ');
    },
  };
}

/** JSON pointer to a schema; of one that only refers to a component, to that, so that it is compiled once for all. */
function pointerTo(document: OpenApiDocument, place: readonly string[]): string {
  const found = place.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document);
  const { $ref } = found as { readonly $ref?: string };
  if ($ref !== undefined) return $ref;
  return `#/${place.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
}

/** `at /rows/0 must NOT have additional properties: thumbnail` */
const told = ({ instancePath, message, params }: ErrorObject): string => {
  const { additionalProperty, allowedValues, missingProperty } = params as Record<string, unknown>;
  const which = additionalProperty ?? missingProperty ?? allowedValues;
  return `at ${instancePath || '/'} ${message}${which === undefined ? '' : `: ${which}`}`;
};
