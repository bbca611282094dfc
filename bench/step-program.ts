import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Request =
  | { readonly take: 'steps'; readonly count: number }
  | { readonly take: 'product'; readonly size: readonly [m: number, k: number, n: number]; readonly count: number };

export interface Answer {
  readonly losses?: readonly number[];
  /** Seconds of each step or product. */
  readonly seconds: readonly number[];
  /** The most memory that was resident before this request. */
  readonly peakResidentBytes: number;
}

/** A process that makes training steps when it is asked to, and otherwise waits. */
export interface StepProgram {
  ask(request: Request): Promise<Answer>;
  close(): void;
}

/** Starts a program that answers each line of its input by one line. */
export function openStepProgram(command: string, args: readonly string[]): StepProgram {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`expected an answer of ${command} ${args[0]}, got its end (code ${child.exitCode})`);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}
