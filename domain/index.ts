/** What is true about targets near a spacecraft: observations, relative motion, intentions, simulated cases. Pure. */
export { domainErrors } from './errors.ts';
export { type Assessment, AssessmentSchema } from './intentions/assessment.ts';
export * from './intentions/evidence.ts';
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
export { checkPhysics, type PhysicsCheck } from './intentions/physics-check.ts';
export { type Reasoning, reason, type Step, toIntention } from './intentions/reasoning.ts';
export type { Check, Choice, Rulebook, StandardFacts } from './intentions/rulebook.ts';
export { rulebook } from './intentions/taxonomy.ts';
export type { Rejection } from './observations/reading.ts';
export type { LogFormat } from './observations/relative-state/log-format.ts';
export { type RelativeStateLog, readRelativeStateLog } from './observations/relative-state/relative-state-log.ts';
export { writeRelativeStateLog } from './observations/relative-state/write-relative-state-log.ts';
export type { RelativeState, ReportedFacts, Track } from './observations/track.ts';
export { type CwState, coast, transitionMatrix, velocityToReach } from './proximity/clohessy-wiltshire.ts';
export { describeMotion, leastStateCount } from './proximity/motion-facts.ts';
export { flyScenario, type Scenario, type ScenarioOptions } from './scenarios/fly-scenario.ts';
export {
  type PerturbationName,
  type PerturbedScenario,
  perturbationNames,
  perturbScenario,
} from './scenarios/perturb-scenario.ts';
export { createRandom, type Random } from './scenarios/random.ts';
export type { TimeWindow } from './time/time-window.ts';
export type { Vec3 } from './vectors/vector.ts';
