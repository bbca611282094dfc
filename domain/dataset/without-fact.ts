import { type ReportedElementName, reportedElementNames } from '../intentions/evidence.ts';
import { levels } from '../intentions/labels.ts';
import { unknown } from '../intentions/lexicon.ts';
import { reason, toIntention } from '../intentions/reasoning.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import { createRandom } from '../scenarios/random.ts';
import type { LabeledRecord } from './labeled-record.ts';

/**
 * The record with one fact deleted that its truth hangs on, and the truth without it; undefined when no single fact
 * decides. Among several the scenario's seed chooses.
 */
export function withoutDecidingFact(record: LabeledRecord): LabeledRecord | undefined {
  const candidates = reportedElementNames
    .filter((element) => record.facts[element] !== unknown)
    .map((element) => withoutFact(record, element))
    .filter(({ truth }) => levels.some((level) => truth[level] !== record.truth[level]));
  if (candidates.length === 0) return undefined;
  return createRandom(record.scenario.seed).fork('without fact').pick(candidates);
}

function withoutFact(record: LabeledRecord, element: ReportedElementName): LabeledRecord {
  const facts = { ...record.facts, [element]: unknown };
  return {
    ...record,
    fields: { ...record.fields, [element]: unknown },
    remarks: record.remarks.filter((remark) => remark.element !== element),
    facts,
    truth: toIntention(reason(rulebook, facts)),
  };
}
