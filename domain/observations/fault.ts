/** Why a record is refused. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

/** All faults of a record as one, at least one of them; the code is that of the first. */
export function joined(faults: readonly Fault[]): Fault {
  return { code: faults[0]!.code, message: faults.map((fault) => fault.message).join('; ') };
}

/** Longest value in a message, characters. */
export const shownChars = 60;

/** A value as it may stand in a message: short, and on one line. */
export function shown(value: unknown): string {
  const start = typeof value === 'string' ? value.slice(0, shownChars) : value;
  const text = typeof value === 'number' ? String(value) : asJson(start);
  return text.length <= shownChars ? text : `${text.slice(0, shownChars - 3)}...`;
}

/** JSON.parse reads lists in lists that JSON.stringify, which calls itself, cannot write. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'something nested too deeply';
  }
}
