import type { Guesser } from './generation.ts';
import type { FromWorker, ModelOptions, Question } from './generator-messages.ts';
import { type InferenceThread, startInferenceThread } from './inference-thread.ts';

/** Threads that share the work. */
export interface InferenceThreads {
  /** Starts as many as are missing; they are never fewer again. */
  grow(count: number): void;
  /** Puts a question to each of the first `count`. */
  askAll(question: Question, count: number): Promise<FromWorker[]>;
  /** Puts a question to the first that is free, of those that wait an urgent one before the others. */
  askOne(question: Question, urgency: Urgency, guess?: Guesser): Promise<FromWorker>;
  close(): Promise<void>;
}

/** `soon` for somebody who waits for this one answer, `in turn` for one of many. */
export type Urgency = 'soon' | 'in turn';

type Take = (thread: InferenceThread) => void;

/** Threads of one model, at first a single one. */
export function startInferenceThreads(options: ModelOptions): InferenceThreads {
  const all: InferenceThread[] = [];
  const free: InferenceThread[] = [];
  const waiting: Readonly<Record<Urgency, Take[]>> = { soon: [], 'in turn': [] };
  const give = (thread: InferenceThread): void => {
    const take = waiting.soon.shift() ?? waiting['in turn'].shift();
    if (take) take(thread);
    else free.push(thread);
  };
  const grow = (count: number): void => {
    while (all.length < count) {
      const thread = startInferenceThread(options);
      all.push(thread);
      give(thread);
    }
  };
  grow(1);
  return {
    grow,
    askAll: (question, count) => Promise.all(all.slice(0, count).map((thread) => thread.ask(question))),
    async askOne(question, urgency, guess) {
      const thread = free.shift() ?? (await new Promise<InferenceThread>((take) => waiting[urgency].push(take)));
      try {
        return await thread.ask(question, guess);
      } finally {
        give(thread);
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.close()));
    },
  };
}
