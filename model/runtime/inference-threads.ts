import type { Guesser } from './generation.ts';
import type { FromWorker, ModelOptions, Question } from './generator-messages.ts';
import { type InferenceThread, startInferenceThread } from './inference-thread.ts';

/** Threads that share the work. */
export interface InferenceThreads {
  /** Starts what is missing to so many, and ends what is beyond; for before anything is asked of single ones. */
  resize(count: number): Promise<void>;
  /** Puts a question to each. */
  askAll(question: Question): Promise<FromWorker[]>;
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
  const start = (): void => {
    const thread = startInferenceThread(options);
    all.push(thread);
    give(thread);
  };
  start();
  return {
    async resize(count) {
      while (all.length < count) start();
      const beyond = all.splice(count);
      for (const thread of beyond) free.splice(free.indexOf(thread), 1);
      await Promise.all(beyond.map((thread) => thread.close()));
    },
    askAll: (question) => Promise.all(all.map((thread) => thread.ask(question))),
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
