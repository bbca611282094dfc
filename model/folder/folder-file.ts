import { access, readFile } from 'node:fs/promises';
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
 * @throws AppError `model.folder_missing`, when it holds no object too
 */
export async function readFolderJson(folder: string, file: string): Promise<Record<string, unknown>> {
  const text = (await readFolderFile(folder, file)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw missing(folder, file, cause);
  }
  throw missing(folder, file);
}

/** The first of these files that a model folder has. */
export async function firstFolderFile(folder: string, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const isThere = await access(join(folder, file)).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}

/** The refusal of a folder that lacks a readable `file`. */
export function missing(folder: string, file: string, cause?: unknown): AppError {
  return new AppError('model.folder_missing', `expected a readable ${file} in model folder ${folder}`, {
    hint: 'a model folder has config.json, generation_config.json or genai_config.json, tokenizer.json, tokenizer_config.json, and model.onnx at its root or in onnx/',
    cause,
  });
}
