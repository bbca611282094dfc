import { AppError, type AppErrorOptions } from '#errors';

/** The refusal of an adapter folder. */
export function invalidAdapter(folder: string, what: string, options: AppErrorOptions = {}): AppError {
  return new AppError('model.adapter_invalid', `adapter ${folder}: ${what}`, options);
}

/** Refuses numbers that would make every logit NaN, and names the first. */
export function assertFinite(values: Float32Array, folder: string, tensor: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw invalidAdapter(folder, `${tensor}: expected finite numbers, got ${values[at]} at ${at}`);
}
