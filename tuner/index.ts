export * from './autodiff/differentiate.ts';
export * from './errors.ts';
export * from './evaluation/accuracy.ts';
export * from './evaluation/wilson-interval.ts';
export * from './training/tune.ts';
