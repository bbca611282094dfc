/** What is true about targets near a spacecraft: observations, relative motion, intentions, simulated cases. Pure. */
export { type LabeledRecord, type MotionWords, recordOf } from './dataset/labeled-record.ts';
export {
  nominalRecords,
  observedStates,
  perturbedRecords,
  publishedCounts,
  type RecordSet,
  type Split,
  splits,
  variedRecords,
} from './dataset/records.ts';
export { maxScenarios, maxSetSeed } from './dataset/scenario-seeds.ts';
export { scenarioSet } from './dataset/scenario-set.ts';
export { withoutDecidingFact } from './dataset/without-fact.ts';
export { domainErrors } from './errors.ts';
export { localFrameNames } from './frames/local-frames.ts';
export { type Assessment, AssessmentSchema } from './intentions/assessment.ts';
export {
  type ChangeableName,
  changeableNames,
  changeEvidence,
  type EvidenceChanges,
  motionWordNames,
  type SingleChange,
  singleChanges,
  termsOf,
} from './intentions/change-evidence.ts';
export * from './intentions/evidence.ts';
export { explainEvidence } from './intentions/explain-evidence.ts';
export { gatherEvidence, standardFactsOf, wordsOfMotion } from './intentions/gather-evidence.ts';
export {
  type Intention,
  type Level,
  labelsOf,
  levels,
  type MotionLabel,
  motionLabels,
  type OperationLabel,
  operationLabels,
  type TaskLabel,
  taskLabels,
} from './intentions/labels.ts';
export {
  lexicon,
  standardize,
  unknown,
} from './intentions/lexicon.ts';
export { operatorNotice } from './intentions/operator-notice.ts';
export { checkPhysics, type PhysicsCheck } from './intentions/physics-check.ts';
export { type ReportedTerms, readReport } from './intentions/read-report.ts';
export { type Reasoning, reason, type Step, toIntention } from './intentions/reasoning.ts';
export type { Check, Choice, Rulebook, StandardFacts } from './intentions/rulebook.ts';
export {
  type Severity,
  type SeverityVerdict,
  severities,
  severityOf,
  severityRules,
} from './intentions/severity.ts';
export { rulebook } from './intentions/taxonomy.ts';
export { type ObservationFormat, observationFormats } from './observations/detect-format.ts';
export { writeOem, writeOemSegments } from './observations/oem/write-oem.ts';
export { type ObservationRecord, type ReadOptions, readObservations } from './observations/read-observations.ts';
export type { Chunks, Reading, Rejection } from './observations/reading.ts';
export type { LogFormat } from './observations/relative-state/log-format.ts';
export { type RelativeStateOptions, readRelativeStates } from './observations/relative-state/read-relative-states.ts';
export { maxRemarkBytes } from './observations/relative-state/text-limits.ts';
export { writeRelativeStateLog } from './observations/relative-state/write-relative-state-log.ts';
export {
  type FactsByTarget,
  readReportedFacts,
  withFacts,
} from './observations/reported-facts/reported-facts.ts';
export type { RelativeState, ReportedFacts, Track, TrackContext } from './observations/track.ts';
export type { ElementSet } from './orbits/element-set.ts';
export { chooseOwn, type OwnChoice } from './pairs/choose-own.ts';
export { ObjectGatherer } from './pairs/gather-objects.ts';
export { sampleTrajectory } from './pairs/sample-trajectory.ts';
export { type FileReadings, type PairOptions, tracksOfFiles } from './pairs/tracks-of-files.ts';
export type { Trajectory } from './propagation/trajectory.ts';
export { type CwState, coast, transitionMatrix, velocityToReach } from './proximity/clohessy-wiltshire.ts';
export { describeMotion, leastStateCount } from './proximity/motion-facts.ts';
export { patternDefinitions } from './proximity/motion-patterns.ts';
export {
  type FittedRelativeOrbit,
  type NoRelativeOrbit,
  relativeOrbitOfStates,
} from './proximity/relative-orbit-of-states.ts';
export type { RelativeGeometry } from './proximity/relative-orbital-elements.ts';
export { flyAbsolute, flyScenario, type Scenario, type ScenarioOptions } from './scenarios/fly-scenario.ts';
export { type PerturbedScenario, perturbScenarios } from './scenarios/perturb-scenarios.ts';
export { type PerturbationName, perturbationNames, type ReportDisturbance } from './scenarios/perturbations.ts';
export { createRandom, type Random } from './scenarios/random.ts';
export {
  canDisturb,
  reportDisturbances,
} from './scenarios/telling/disturb-report.ts';
export { definitions, languages, novelWordings } from './scenarios/telling/language.ts';
export {
  drawSpan,
  drawWording,
  type Remark,
  type Report,
  remarksOf,
  tellFacts,
} from './scenarios/telling/report.ts';
export { type ScreenedApproach, screenCatalog } from './screening/screen-catalog.ts';
export { dayOfYear } from './time/day-of-year.ts';
export { parseEpochUtc } from './time/epoch-utc.ts';
export type { TimeWindow } from './time/time-window.ts';
export type { Vec3 } from './vectors/vector.ts';
