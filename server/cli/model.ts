import { Command } from 'commander';
import { type Context, describe } from './context.ts';
import { importCommand } from './model-import.ts';
import { inspectCommand } from './model-inspect.ts';
import { verifyCommand } from './model-verify.ts';

/** `noncoop model`: bring a model of one's own, look at it, and try it. */
export function modelCommand(context: Context): Command {
  const group = describe(
    new Command('model'),
    'import, inspect and verify models',
    `Brings a model of one's own: makes a model folder from a ChatGLM, GLM, Llama or Qwen2 checkpoint, tells what an ONNX model
is and whether it can be tuned, and tries a model folder out.`,
    [
      'noncoop model import chatglm2-6b --out models/chatglm2 --weights int4',
      'noncoop model inspect models/chatglm2',
      'noncoop model verify models/chatglm2 --against chatglm2-6b',
    ],
  ).helpCommand(false);
  for (const make of [importCommand, inspectCommand, verifyCommand]) group.addCommand(make(context));
  return group;
}
