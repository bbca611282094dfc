import { type Fault, joined, shown } from '../fault.ts';
import { parseDecimal } from '../text/decimal.ts';
import { detached } from '../text/detached.ts';
import { type NumberKeyword, type NumberKeywordName, numberKeywords, type TextKeywordName } from './omm-keywords.ts';
import type { OmmFields } from './omm-message.ts';

/** Reads the fields of one message and keeps all that is wrong with them, and all that had to be assumed. */
export class FieldReader {
  readonly #fields: OmmFields;
  readonly #faults: Fault[] = [];
  readonly assumptions: Fault[] = [];

  constructor(fields: OmmFields) {
    this.#fields = fields;
  }

  /** All faults so far as one. */
  get fault(): Fault | undefined {
    const [first, ...others] = this.#faults;
    return first && joined([first, ...others]);
  }

  has(keyword: string): boolean {
    return this.#fields.has(keyword);
  }

  refuse(code: string, message: string): void {
    this.#faults.push({ code, message });
  }

  assume(message: string): void {
    this.assumptions.push({ code: 'domain.assumed_value', message });
  }

  /** A value that must be there. */
  requiredText(keyword: TextKeywordName): string {
    if (!this.has(keyword)) this.#refuseMissing(keyword);
    return this.text(keyword) ?? '';
  }

  /** The text of a field, or the number that some services write in its place; undefined when there is none. */
  text(keyword: TextKeywordName): string | undefined {
    const { value, unit } = this.#fields.get(keyword) ?? {};
    if (value === undefined) return undefined;
    // Brackets after a text, as in a name, are part of it and no unit.
    if (typeof value === 'string') return detached(unit === undefined ? value : `${value} [${unit}]`.trim());
    if (typeof value === 'number') return String(value);
    this.refuse('domain.not_text', `expected text for ${keyword}, got ${shown(value)}`);
    return undefined;
  }

  /** A number that must be there, in the unit of the standard; NaN after a fault. */
  requiredNumber(keyword: NumberKeywordName): number {
    if (!this.has(keyword)) this.#refuseMissing(keyword);
    return this.number(keyword) ?? Number.NaN;
  }

  /** A number in the unit of the standard; undefined when there is none, or after a fault. */
  number(keyword: NumberKeywordName): number | undefined {
    const field = this.#fields.get(keyword);
    if (field === undefined) return undefined;
    const { unit, range }: NumberKeyword = numberKeywords[keyword];
    const number = toNumber(field.value);
    if (number === undefined) {
      this.refuse('domain.not_a_number', `expected a finite number for ${keyword}, got ${shown(field.value)}`);
    } else if (!range.holds(number)) {
      const bound = unit === undefined ? range.words : `${range.words} ${unit}`;
      this.refuse('domain.out_of_range', `expected ${keyword} to be ${bound}, got ${shown(field.value)}`);
    }
    if (field.unit !== undefined && !isSameUnit(field.unit, unit)) {
      this.refuse('domain.wrong_unit', `expected ${keyword} in ${unit ?? 'no unit'}, got ${shown(field.unit)}`);
    }
    return number;
  }

  #refuseMissing(keyword: string): void {
    this.refuse('domain.missing_field', `expected a value for ${keyword}, got none`);
  }
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return parseDecimal(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isSameUnit(given: string, expected: string | undefined): boolean {
  return given.replaceAll(' ', '').toLowerCase() === (expected ?? '').toLowerCase();
}
