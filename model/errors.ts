/** Every error code of the model layer and what it means; `docs/errors.md` is held equal to this by a test. */
export const modelErrors = {
  'model.folder_missing': 'The model folder, or a file it needs, is not there.',
  'model.folder_taken': 'The folder to write a model into is not empty.',
  'model.config_invalid': 'config.json does not describe a decoder this program can build.',
  'model.weights_invalid': 'A safetensors file or an index of shards is damaged, or weights are truncated.',
  'model.torch_file_invalid': 'A torch file is truncated or damaged, or holds other than plain tensors.',
  'model.pickle_refused':
    'A torch file has a pickle opcode or a global that tensors do not need; nothing of it was executed.',
  'model.weight_unknown': 'The checkpoint has a tensor that the architecture does not know.',
  'model.weight_missing': 'The checkpoint lacks a tensor the architecture needs, or its shape differs.',
  'model.onnx_invalid': 'A file is not an ONNX model, or uses a part of the format this reader does not know.',
  'model.operator_unsupported': 'A fused operator has an option that cannot be written in plain operators here.',
  'model.adapter_invalid': 'The adapter folder is not a prefix of PEFT or THUDM that fits this model.',
  'model.prefix_convention': 'The keys of a prefix stand for text from another position than this format has.',
  'model.prompt_too_long': 'Prompt, prefix and answer together exceed the positions the model has.',
  'model.gate_missing':
    'A model of 8 or 4 bits was not measured against float32 with this adapter, or the result is damaged.',
  'model.gate_failed': 'A model of 8 or 4 bits gives more wrong answers than float32 by more than is allowed.',
  'model.tokenizer_invalid':
    'tokenizer.model is damaged, or a SentencePiece model of a kind that cannot be written as tokenizer.json.',
  'model.worker_failed': 'The inference worker stopped.',
} as const;
