/**
 * A decimal number as files write it; Number() alone would also take hexadecimals and blanks. Each character has one way
 * to match, so that long digits cost no time.
 */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** So many digits are a whole number that a double holds exactly, and so is the power of ten that divides it. */
const exactDigits = 15;
const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, power) => Number(`1e${power}`));

const [plus, minus, point, zero, nine] = ['+', '-', '.', '0', '9'].map((mark) => mark.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * The finite number that a decimal text stands for, the same that Number() gives; undefined when it stands for none.
 *
 * Logs have millions of short numbers without an exponent, and these are read digit by digit: a quotient of two exact
 * numbers is rounded once, as it should be.
 *
 * @source Clinger 1990, How to read floating point numbers accurately, the fast path
 */
export function parseDecimal(text: string): number | undefined {
  const sign = text.charCodeAt(0);
  let whole = 0;
  let digits = 0;
  let pointAt = -1;
  for (let i = sign === minus || sign === plus ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= zero && code <= nine) {
      whole = 10 * whole + code - zero;
      digits += 1;
    } else if (code === point && pointAt < 0) pointAt = i;
    else return parseAnyDecimal(text);
  }
  if (digits === 0 || digits > exactDigits) return parseAnyDecimal(text);
  const value = pointAt < 0 ? whole : whole / powersOfTen[text.length - pointAt - 1]!;
  return sign === minus ? -value : value;
}

function parseAnyDecimal(text: string): number | undefined {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
