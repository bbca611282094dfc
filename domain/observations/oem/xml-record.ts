import { shown } from '../fault.ts';
import type { NdmField } from '../ndm/ndm-token.ts';
import type { OemRecord } from './oem-record.ts';

/** Elements of a state and their units, in the order of a line of the KVN. */
const stateUnits = {
  X: 'km',
  Y: 'km',
  Z: 'km',
  X_DOT: 'km/s',
  Y_DOT: 'km/s',
  Z_DOT: 'km/s',
  X_DDOT: 'km/s**2',
  Y_DDOT: 'km/s**2',
  Z_DDOT: 'km/s**2',
} as const;

const components = ['X', 'Y', 'Z', 'X_DOT', 'Y_DOT', 'Z_DOT'] as const;

/** `CX_X`, `CY_X`, `CY_Y` and so on, in the order of the rows of the KVN, and their units. */
const covarianceUnits: Readonly<Record<string, string>> = Object.fromEntries(
  components.flatMap((row, i) =>
    components.slice(0, i + 1).map((column) => [`C${row}_${column}`, unitOf(row, column)]),
  ),
);

function unitOf(row: string, column: string): string {
  const rates = [row, column].filter((component) => component.endsWith('_DOT')).length;
  return ['km**2', 'km**2/s', 'km**2/s**2'][rates]!;
}

/** Gathers the elements of a `stateVector` or `covarianceMatrix`. */
export class XmlRecord {
  readonly #section: 'stateVector' | 'covarianceMatrix';
  readonly #line: number;
  readonly #units: Readonly<Record<string, string | undefined>>;
  readonly #values = new Map<string, string>();
  #fault: { readonly code: string; readonly message: string } | undefined;

  constructor(section: 'stateVector' | 'covarianceMatrix', line: number) {
    this.#section = section;
    this.#line = line;
    this.#units = section === 'stateVector' ? stateUnits : covarianceUnits;
  }

  /** Takes an element, or hands back one that the format does not have. */
  add({ line, keyword, value, unit }: NdmField): readonly OemRecord[] {
    const isText = keyword === 'EPOCH' || (keyword === 'COV_REF_FRAME' && this.#section === 'covarianceMatrix');
    const expected = Object.hasOwn(this.#units, keyword) ? this.#units[keyword] : undefined;
    if (!isText && expected === undefined) return [{ kind: 'unknown', line, keyword }];
    if (this.#values.has(keyword)) this.#fault ??= { code: 'domain.repeated_keyword', message: twice(keyword) };
    if (!isText && unit !== undefined && unit.toLowerCase() !== expected) {
      this.#fault ??= { code: 'domain.wrong_unit', message: `expected ${keyword} in ${expected}, got ${shown(unit)}` };
    }
    this.#values.set(keyword, value);
    return [];
  }

  /** The record when its element ends; undefined when another does. */
  finish(section: string): OemRecord | undefined {
    if (section !== this.#section) return undefined;
    const line = this.#line;
    if (this.#fault) return { kind: 'refused', line, ...this.#fault };
    const names = Object.keys(this.#units);
    const isState = this.#section === 'stateVector';
    const given = names.filter((name) => this.#values.has(name));
    const mandatory = isState && given.length <= components.length ? names.slice(0, components.length) : names;
    const missing = ['EPOCH', ...mandatory].filter((name) => !this.#values.has(name));
    if (missing.length > 0) return absent(line, missing);
    const epoch = this.#values.get('EPOCH')!;
    const numbers = given.map((name) => this.#values.get(name)!);
    if (isState) return { kind: 'state', line, epoch, numbers };
    return { kind: 'covariance', line, epoch, frame: this.#values.get('COV_REF_FRAME'), elements: numbers };
  }
}

const twice = (keyword: string): string => `expected one ${keyword}, got a second`;

const absent = (line: number, names: readonly string[]): OemRecord => ({
  kind: 'refused',
  line,
  code: 'domain.missing_field',
  message: `expected a value for ${names.join(', ')}, got none`,
});
