import type { Assessment, Evidence } from '#domain';
import type { Strategy } from '../store/job-rows.ts';

/** What jobs need of the model side: assessments in the order of the evidence, each as soon as it is there. */
export interface EvidenceAssessor {
  assess(evidences: readonly Evidence[], strategy: Strategy): AsyncIterable<Assessment>;
}
