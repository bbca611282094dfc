/** Every error code of the tuner layer and what it means; `docs/errors.md` is held equal to this by a test. */
export const tunerErrors = {
  'tuner.no_gradient_rule':
    'The graph has an operator on the way from the trained tensors to the loss that has no gradient rule.',
  'tuner.unsupported_operator_form': 'An operator has a rule, but not for these attributes or inputs.',
  'tuner.head_not_found':
    'The output `logits` is not made by a product with a weight, so the output head cannot be found.',
  'tuner.not_on_path': 'A tensor that is to be learned has no part in the loss.',
  'tuner.no_target_modules': 'The model has no linear module of the names that LoRA is to be put on.',
  'tuner.weights_packed': 'Full fine-tuning needs float32 weights, and those of the model are quantized.',
  'tuner.diverged': 'The loss or the gradient became NaN or infinite, or the loss rose far above its start.',
  'tuner.run_mismatch': 'The run folder belongs to a run with other settings or data.',
  'tuner.example_too_long': 'An example has more tokens than the model has positions for, behind its virtual tokens.',
  'tuner.no_examples': 'There is nothing to learn from.',
} as const;
