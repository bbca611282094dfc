export * from './autodiff/differentiate.ts';
export * from './errors.ts';
export * from './evaluation/accuracy.ts';
export * from './evaluation/wilson-interval.ts';
export * from './methods/method.ts';
export * from './training/measure-model.ts';
export * from './training/tune.ts';
