import { connect } from 'node:net';

/**
 * Sends bytes to a console as they are, one piece after another, and gives what it answered until it hung up.
 *
 * @param pauseMs  wait before each piece but the first
 */
export function rawRequest(url: string, pieces: readonly string[], pauseMs = 0): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    const waiting: NodeJS.Timeout[] = [];
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
    });
    for (const [index, piece] of pieces.entries())
      waiting.push(setTimeout(() => !socket.destroyed && socket.write(piece, 'latin1'), index * pauseMs));
    // A console that hangs up in the middle of a request is what these tests are about.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) reject(error);
    });
    socket.on('close', () => {
      waiting.forEach(clearTimeout);
      resolve(answer);
    });
  });
}
