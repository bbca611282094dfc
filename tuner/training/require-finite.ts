import { AppError } from '#errors';

/**
 * Stops a run whose numbers have left the realm of numbers, before they reach the weights.
 *
 * @throws AppError `tuner.diverged`
 */
export function requireFinite(step: number, loss: number, gradientNorm: number): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  throw new AppError(
    'tuner.diverged',
    `step ${step}: expected a finite loss and gradient, got loss ${loss} and gradient norm ${gradientNorm}`,
    { hint: 'lower the learning rate, or start a prefix from text instead of random values' },
  );
}
