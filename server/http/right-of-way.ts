import type { RequestListener } from 'node:http';
import { setImmediate as turnOfEventLoop, setTimeout as wait } from 'node:timers/promises';

/** Pages before jobs, where one thread does both. */
export interface RightOfWay {
  /** The same listener, whose readers are let pass. */
  of(listener: RequestListener): RequestListener;
  /** Called by long work between its steps: goes on when nobody waits for a page, or after a moment. */
  letPass(): Promise<void>;
}

/** Most that one step of long work waits, ms: it comes to its end however much is asked. */
const patienceMs = 150;
/** A reader who takes longer over a page is a slow one and no longer waited for, ms. */
const slowReaderMs = 500;
const lookEveryMs = 2;

/**
 * Counts the readers of pages who wait for their answers. Not among them: who sends something, since a body takes as long as
 * its sender wants, and who follows events.
 */
export function rightOfWay(): RightOfWay {
  const waiting = new Set<object>();
  return {
    of: (listener) => (req, res) => {
      const isPage = req.method === 'GET' && !req.headers.accept?.includes('text/event-stream');
      if (isPage) {
        waiting.add(res);
        const slow = setTimeout(() => waiting.delete(res), slowReaderMs);
        res.once('close', () => {
          clearTimeout(slow);
          waiting.delete(res);
        });
      }
      listener(req, res);
    },
    async letPass() {
      const endMs = performance.now() + patienceMs;
      await turnOfEventLoop();
      while (waiting.size > 0 && performance.now() < endMs) await wait(lookEveryMs);
    },
  };
}
