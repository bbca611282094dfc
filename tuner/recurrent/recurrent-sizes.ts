import { motionLabels } from '#domain';
import { seriesFeatures, seriesSteps } from './motion-series.ts';

/** Sizes of a recurrent network; the letters stand in the shapes of this folder, with B for the batch. */
export interface RecurrentSizes {
  /** T: epochs of a series. */
  readonly steps: number;
  /** F: features of an epoch. */
  readonly features: number;
  /** H: width of the state of each direction. */
  readonly hidden: number;
  /** K: classes. */
  readonly labels: number;
}

/** The sizes for motion series and the motion labels. */
export function motionSizes(hidden: number): RecurrentSizes {
  return { steps: seriesSteps, features: seriesFeatures, hidden, labels: motionLabels.length };
}

/**
 * Shapes of the weights by name. Direction 0 reads the series forwards, direction 1 backwards; gates stand in the order
 * reset, update, candidate.
 */
export function recurrentWeightShapes({ features, hidden, labels }: RecurrentSizes): Map<string, readonly number[]> {
  return new Map([
    ['gru.input_weight', [2, features, 3 * hidden]],
    ['gru.input_bias', [2, 1, 3 * hidden]],
    ['gru.hidden_weight', [2, hidden, 3 * hidden]],
    ['gru.hidden_bias', [2, 1, 3 * hidden]],
    ['attention.weight', [2 * hidden, hidden]],
    ['attention.bias', [hidden]],
    ['attention.query', [hidden, 1]],
    ['head.weight', [2 * hidden, labels]],
    ['head.bias', [labels]],
  ]);
}
