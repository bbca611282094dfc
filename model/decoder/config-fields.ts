import { AppError } from '#errors';

/** Fields of a configuration, checked as they are asked for; what is wrong with them is told at once, at the end. */
export class ConfigFields {
  readonly #told: (key: string) => unknown;
  readonly #faults: string[] = [];

  /** @param told  the value of a field, undefined or null where the configuration is silent */
  constructor(told: (key: string) => unknown) {
    this.#told = told;
  }

  fault(key: string, expected: string, got: unknown): void {
    this.#faults.push(`${key}: expected ${expected}, got ${JSON.stringify(got)}`);
  }

  /** A positive number; 1 stands in for one that is at fault. */
  number(key: string, fallback?: number): number {
    const value = this.#told(key) ?? fallback;
    if (typeof value === 'number' && value > 0) return value;
    this.fault(key, 'a positive number', value);
    return 1;
  }

  /** A positive whole number. */
  size(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isInteger(value)) this.fault(key, 'a whole number', value);
    return value;
  }

  /** Finds fault with a field that tells anything but the expected value; to be silent is allowed. */
  expectIfTold(key: string, expected: string | boolean, got: unknown = this.#told(key)): void {
    if (got !== undefined && got !== null && got !== expected) this.fault(key, JSON.stringify(expected), got);
  }

  /** @throws AppError `model.config_invalid` listing every fault */
  throwFaults(source: string, hint?: string): void {
    if (this.#faults.length === 0) return;
    throw new AppError('model.config_invalid', `${source}: ${this.#faults.join('; ')}`, hint ? { hint } : {});
  }
}
