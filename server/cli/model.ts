import { Command } from 'commander';
import { type Context, describe } from './context.ts';
import { gateCommand } from './model-gate.ts';
import { importCommand } from './model-import.ts';
import { inspectCommand } from './model-inspect.ts';
import { verifyCommand } from './model-verify.ts';

/** `noncoop model`: bring a model of one's own, look at it, and try it. */
export function modelCommand(context: Context): Command {
  const group = describe(
    new Command('model'),
    'import, inspect, verify and measure models',
    `Brings a model of one's own: makes a model folder from a ChatGLM, GLM, Llama or Qwen2 checkpoint, tells what an ONNX model
is and whether it can be tuned, tries a model folder out, and measures what rounding costs.`,
    [
      'noncoop model import chatglm2-6b --out models/chatglm2 --weights int4',
      'noncoop model inspect models/chatglm2',
      'noncoop model verify models/chatglm2 --against chatglm2-6b',
      'noncoop model gate models/chatglm2 --against models/chatglm2-float32 --adapter runs/mine/adapter',
    ],
  ).helpCommand(false);
  for (const make of [importCommand, inspectCommand, verifyCommand, gateCommand]) group.addCommand(make(context));
  return group;
}
