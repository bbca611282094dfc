import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#errors';

/**
 * Reads a file of a model folder.
 *
 * @throws AppError `model.folder_missing`
 */
export async function readFolderFile(folder: string, file: string): Promise<Buffer> {
  return readFile(join(folder, file)).catch((cause) => {
    throw missing(folder, file, cause);
  });
}

/**
 * Reads a JSON object of a model folder.
 *
 * @throws AppError `model.folder_missing`, when it does not parse too
 */
export async function readFolderJson(folder: string, file: string): Promise<Record<string, unknown>> {
  const text = (await readFolderFile(folder, file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw missing(folder, file, cause);
  }
}

function missing(folder: string, file: string, cause: unknown): AppError {
  return new AppError('model.folder_missing', `expected a readable ${file} in model folder ${folder}`, {
    hint: 'a model folder has config.json, tokenizer.json, generation_config.json and onnx/model.onnx',
    cause,
  });
}
