import { createReadStream } from 'node:fs';

const lineFeed = 0x0a;

/**
 * The lines of a file that end in a line feed, each without it; what follows the last one is torn and left out.
 *
 * @param endBytes  where to stop, counted from the beginning of the file
 */
export async function* completeLines(
  path: string,
  endBytes: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void, undefined> {
  if (endBytes <= 0) return;
  let open: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: endBytes - 1, highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      yield Buffer.concat([...open, bytes.subarray(start, end)]);
      open = [];
      start = end + 1;
    }
    if (start < bytes.length) open.push(bytes.subarray(start));
  }
}
