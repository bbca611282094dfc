import { type Fault, shown } from '../fault.ts';

/** The keys of a row, as JSON keys or CSV columns. */
export const identityColumns = ['target', 'epoch_utc'] as const;
/** Position and velocity by the axes of RTN, which their names declare. */
export const rtnColumns = ['r_km', 't_km', 'n_km', 'vr_km_s', 'vt_km_s', 'vn_km_s'] as const;
/** Position and velocity by the axes of a frame that must be declared. */
export const declaredAxesColumns = ['x_km', 'y_km', 'z_km', 'vx_km_s', 'vy_km_s', 'vz_km_s'] as const;
/** What the observer reports in words. */
export const factColumns = [
  'own_spacecraft',
  'size',
  'cooperation',
  'device',
  'lighting',
  'electromagnetic',
  'remarks',
] as const;
/** What is known of the own spacecraft's orbit. */
export const ownOrbitColumns = ['own_mean_motion_rev_per_day', 'own_eccentricity'] as const;

const textColumns = [...identityColumns, 'frame', ...factColumns] as const;
const numberColumns = [...rtnColumns, ...declaredAxesColumns, ...ownOrbitColumns] as const;

export type StateColumns = typeof rtnColumns | typeof declaredAxesColumns;
export type TextColumn = (typeof textColumns)[number];
export type NumberColumn = (typeof numberColumns)[number];

/** A column of the format, and what its cells hold. */
export type Column =
  | { readonly kind: 'text'; readonly name: TextColumn }
  | { readonly kind: 'number'; readonly name: NumberColumn };

const columns: ReadonlyMap<string, Column> = new Map<string, Column>([
  ...textColumns.map((name) => [name, { kind: 'text', name }] as const),
  ...numberColumns.map((name) => [name, { kind: 'number', name }] as const),
]);

/** The column of a name; undefined when the format has none. */
export const columnNamed = (name: string): Column | undefined => columns.get(name);

/** The values of one line; undefined where it has none of the right kind. */
export type Cells = { [name in TextColumn]: string | undefined } & { [name in NumberColumn]: number | undefined };

const noCells = Object.fromEntries([...columns.keys()].map((name) => [name, undefined])) as Cells;

/** One line taken apart. */
export class Row {
  readonly cells: Cells = { ...noCells };
  #wrong: Map<string, Fault> | undefined;

  /** Fills a cell, or notes that its value is of another kind. */
  put({ kind, name }: Column, value: unknown): void {
    if (kind === 'text' && typeof value === 'string') this.cells[name] = value;
    else if (kind === 'number' && Number.isFinite(value)) this.cells[name] = value as number;
    else this.#note(name, kind === 'text' ? notText(name, value) : notANumber(name, value));
  }

  /** What is wrong with the cells: required ones that are missing, and values of another kind. */
  faults(stateColumns: readonly NumberColumn[]): Fault[] {
    const faults: Fault[] = [];
    for (const name of identityColumns) if (this.#lacks(name)) faults.push(missing(name));
    for (const name of stateColumns) if (this.#lacks(name)) faults.push(missing(name));
    return this.#wrong === undefined ? faults : [...faults, ...this.#wrong.values()];
  }

  #lacks(name: TextColumn | NumberColumn): boolean {
    return this.cells[name] === undefined && !this.#wrong?.has(name);
  }

  #note(name: string, fault: Fault): void {
    this.#wrong ??= new Map();
    this.#wrong.set(name, fault);
  }
}

const missing = (name: string): Fault => ({
  code: 'domain.missing_field',
  message: `expected a value for ${name}, got none`,
});

export const notText = (name: string, value: unknown): Fault => ({
  code: 'domain.not_text',
  message: `expected text for ${name}, got ${shown(value)}`,
});

const notANumber = (name: string, value: unknown): Fault => ({
  code: 'domain.not_a_number',
  message: `expected a finite number for ${name}, got ${shown(value)}`,
});
