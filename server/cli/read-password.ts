import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { AppError } from '#errors';
import type { Terminal } from './terminal.ts';

/**
 * Reads a password: from a file, else from a terminal that shows nothing of it, typed twice, else from standard input to
 * its end. A line end at the end is not part of it.
 *
 * @throws AppError `server.input_missing`, `server.usage` when it is typed differently the second time,
 *   `server.interrupted`
 */
export async function readPassword(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file !== undefined)
    return withoutLineEnd(await readFile(file, 'utf8').catch((cause) => fileMissing(file, cause)));
  if (!terminal.stdin.isTTY) return withoutLineEnd(await text(terminal.stdin));
  const first = await readUnseen(terminal, 'Password: ');
  const second = await readUnseen(terminal, 'Again: ');
  if (first === second) return first;
  throw new AppError('server.usage', 'Expected the same password twice, got two.', { hint: 'call the command again' });
}

const withoutLineEnd = (given: string): string => given.replace(/\r?\n$/, '');

function fileMissing(file: string, cause: unknown): never {
  throw new AppError('server.input_missing', `Expected a password in ${file}, got: ${cause}.`, { cause });
}

/** Reads a line from a terminal without showing it. */
async function readUnseen({ stdin, stderr }: Terminal, prompt: string): Promise<string> {
  stderr.write(prompt);
  stdin.setRawMode?.(true);
  try {
    return await nextLine(stdin);
  } finally {
    stdin.setRawMode?.(false);
    stderr.write('\n');
  }
}

/** The keys up to the next Enter; what follows it stays in the stream. */
function nextLine(stdin: Terminal['stdin']): Promise<string> {
  let typed: string[] = [];
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      stdin.pause().off('data', take).off('end', stop).off('error', stop);
      act();
    };
    const stop = () => settle(() => reject(new AppError('server.interrupted', 'No password was given.')));
    const take = (chunk: Buffer | string) => {
      const keys = [...chunk.toString()];
      for (const [index, key] of keys.entries()) {
        if (key === '\u0003' || key === '\u0004') return stop();
        if (key === '\r' || key === '\n') {
          const rest = keys.slice(index + 1).join('');
          return settle(() => {
            if (rest !== '') stdin.unshift(rest);
            resolve(typed.join(''));
          });
        }
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : [...typed, key];
      }
    };
    stdin.on('data', take).on('end', stop).on('error', stop).resume();
  });
}
