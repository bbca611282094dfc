import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { float32Initializer, float32Values, readSafetensors, writeSafetensors } from '#model';
import type { Optimizer, Tensors } from '../optim/optimizer.ts';

/** Everything a run needs to go on as if it had not stopped, in one safetensors file. */
export interface Checkpoint {
  readonly parameters: Tensors;
  readonly optimizer: Optimizer;
}

const groups = (checkpoint: Checkpoint): readonly [string, Tensors][] => [
  ['parameter', checkpoint.parameters],
  ...Object.entries(checkpoint.optimizer.state),
];

/** Writes beside the file and renames, so that a kill leaves the old checkpoint or the new one, never half of one. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint, extra: Tensors = new Map()): Promise<void> {
  const named = [...groups(checkpoint), ['extra', extra] as const].flatMap(([group, tensors]) =>
    [...tensors].map(([name, values]) => [`${group}/${name}`, float32Initializer(values, [values.length])] as const),
  );
  const steps = float32Initializer(Float32Array.of(checkpoint.optimizer.steps), [1]);
  await writeFile(`${path}.new`, writeSafetensors(new Map([...named, ['steps', steps]])));
  await rename(`${path}.new`, path);
}

/**
 * Fills `checkpoint` from the file, if there is one.
 *
 * @returns the extra tensors saved beside it, or undefined when there is no file
 */
export async function loadCheckpoint(
  path: string,
  checkpoint: Checkpoint,
): Promise<Map<string, Float32Array> | undefined> {
  if (!existsSync(path)) return undefined;
  const saved = readSafetensors(await readFile(path), path);
  const values = (name: string): Float32Array => {
    const tensor = saved.get(name);
    if (!tensor) throw new TypeError(`expected ${name} in ${path}`);
    return float32Values(tensor);
  };
  for (const [group, tensors] of groups(checkpoint)) {
    for (const [name, target] of tensors) target.set(values(`${group}/${name}`));
  }
  checkpoint.optimizer.steps = values('steps')[0] as number;
  const extras = [...saved.keys()].filter((name) => name.startsWith('extra/'));
  return new Map(extras.map((name) => [name.slice('extra/'.length), Float32Array.from(values(name))]));
}
