import type { Assessment, Evidence } from '#domain';
import type { Identity } from '#model';
import type { Strategy } from '../store/job-rows.ts';
import type { EvidenceAssessor } from './evidence-assessor.ts';

/** What the model said when it was asked a second time. */
export interface SecondAnswer {
  readonly model: Identity;
  readonly adapter: Identity | null;
  readonly output: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly seconds: number;
}

/** What pages need of the model side besides what jobs need. */
export interface ConsoleAssessor extends EvidenceAssessor {
  /** Asks the very prompt of an assessment again, of the model and adapter that serve its strategy now. */
  askAgain(assessment: Assessment): Promise<SecondAnswer>;
}

/** Answers that were asked for while somebody waits. */
export interface LiveAnswers {
  readonly assessments: readonly Assessment[];
  /** From asking to the last answer, s; a batch of a job that was under way is waited for. */
  readonly seconds: number;
}

/** Asks at once about evidence that no job is for; nothing is stored. */
export async function askLive(
  assessor: ConsoleAssessor,
  evidences: readonly Evidence[],
  strategy: Strategy,
  now: () => Date,
): Promise<LiveAnswers> {
  const startMs = now().getTime();
  const assessments: Assessment[] = [];
  for await (const assessment of assessor.assess(evidences, strategy)) assessments.push(assessment);
  return { assessments, seconds: (now().getTime() - startMs) / 1000 };
}
