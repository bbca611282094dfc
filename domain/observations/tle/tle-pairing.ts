import type { Fault } from '../fault.ts';
import { shown } from '../fault.ts';
import { catalogColumns, type TleLine } from './tle-line.ts';

/** Lines that belong together, or a fault when they do not make up an element set. */
export type TleRecord =
  | { readonly name: TleLine | undefined; readonly line1: TleLine; readonly line2: TleLine; readonly fault?: undefined }
  | { readonly line: number; readonly fault: Fault };

/** Lines 1 and 2 from their catalog number on, so that a cut one is still known. */
const elementStart = /^([12]) [ \dA-Z][ \d]{4}/;

/** Shorter lines are names even when they are all digits. */
const leastDamagedChars = 50;

type Shape = 'name' | 'line 1' | 'line 2' | 'damaged';

/**
 * Finds the lines that belong together. A line that is lost, damaged or out of place costs its own element set and
 * no other: the next name or line 1 begins anew.
 */
export class TlePairing {
  #name: TleLine | undefined;
  #line1: TleLine | undefined;
  /** A line 2 that came with no line 1 before it. */
  #early2: TleLine | undefined;

  /** Takes the next line that is neither blank nor a comment; returns the records it ends. */
  add(line: TleLine): readonly TleRecord[] {
    const shape = shapeOf(line.text);
    if (shape === 'line 2' || (shape === 'damaged' && this.#line1 && !this.#early2)) return this.#addLine2(line);
    if (shape === 'line 1' && this.#early2 && !this.#line1 && isSameObject(this.#early2, line)) {
      // Swapped, or the line 1 of the next set of this object; the line after it tells.
      this.#line1 = line;
      return [];
    }
    const isNamed = shape !== 'name' && this.#name && !this.#line1 && !this.#early2;
    const ended = isNamed ? [] : this.end();
    if (shape === 'name') this.#name = line;
    else this.#line1 = line;
    return ended;
  }

  /** Ends what has no right end. */
  end(): readonly TleRecord[] {
    const first = this.#name ?? this.#early2 ?? this.#line1;
    const fault = this.#faultOfRest();
    [this.#name, this.#line1, this.#early2] = [undefined, undefined, undefined];
    return first ? [{ line: first.line, fault }] : [];
  }

  #addLine2(line2: TleLine): readonly TleRecord[] {
    const [name, line1, early2] = [this.#name, this.#line1, this.#early2];
    if (line1 && !early2) {
      [this.#name, this.#line1] = [undefined, undefined];
      return [{ name, line1, line2 }];
    }
    if (line1 && isSameObject(line1, line2)) {
      this.#line1 = undefined;
      return [...this.end(), { name: undefined, line1, line2 }];
    }
    const ended = early2 ? this.end() : [];
    this.#early2 = line2;
    return ended;
  }

  #faultOfRest(): Fault {
    const [name, line1, line2] = [this.#name, this.#line1, this.#early2];
    if (line1 && line2) return incomplete('line 1 before line 2', 'them the other way round');
    if (line1) return incomplete('line 2 after line 1', 'none');
    if (line2) return incomplete('line 1 before line 2', 'none');
    return incomplete('lines 1 and 2 after a name', `only ${shown(name?.text)}`);
  }
}

const incomplete = (expected: string, got: string): Fault => ({
  code: 'domain.tle_incomplete',
  message: `expected ${expected}, got ${got}`,
});

function shapeOf(text: string | undefined): Shape {
  if (text === undefined) return 'damaged';
  if (text.startsWith('0 ')) return 'name';
  const [, number] = elementStart.exec(text) ?? [];
  if (number !== undefined) return `line ${number}` as Shape;
  if (!isMostlyDigits(text)) return 'name';
  if (text.startsWith('1 ')) return 'line 1';
  return text.startsWith('2 ') ? 'line 2' : 'damaged';
}

/** Element lines are mostly digits, names are not. */
function isMostlyDigits(text: string): boolean {
  if (text.length < leastDamagedChars) return false;
  const written = text.replaceAll(/\s/g, '');
  return written.replaceAll(/\D/g, '').length >= written.length / 2;
}

const isSameObject = (one: TleLine, other: TleLine) =>
  catalogColumns(one.text ?? '') === catalogColumns(other.text ?? '');
