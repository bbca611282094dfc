import type { ElementName, MotionFacts } from './evidence.ts';

/** A decision that hangs on one fact, or on none. */
export type Choice =
  | { readonly always: string }
  | { readonly by: string; readonly is: Readonly<Record<string, string>> };

/** A condition an operation needs: one element and the values that meet it. */
export interface Check {
  readonly element: ElementName;
  readonly allows: readonly string[];
}

/**
 * A convention for reading intentions, as data: each decision hangs on one condition.
 * The real one is `data/taxonomy/rulebook.json`; pretraining draws random ones of the same shape.
 */
export interface Rulebook {
  readonly name: string;
  readonly motion: {
    readonly groupOfTrend: Readonly<Record<string, string>>;
    /** `by` names a word fact of {@link MotionFacts}: `turn`, `endSpeed` or `course`. */
    readonly groups: Readonly<Record<string, Choice>>;
  };
  readonly operation: {
    readonly operationOfDevice: Readonly<Record<string, string>>;
    readonly checksOfOperation: Readonly<Record<string, readonly string[]>>;
    readonly checks: Readonly<Record<string, Check>>;
  };
  readonly task: {
    readonly purposeOfOperation: Readonly<Record<string, string>>;
    readonly purposeOfDevice: Readonly<Record<string, string>>;
    readonly purposeOfMotion: Readonly<Record<string, string>>;
    /** `by` names an element, `cooperation`. */
    readonly purposes: Readonly<Record<string, Choice>>;
  };
}

/** The facts a rulebook decides on, in standard terms of the lexicon. */
export interface StandardFacts {
  readonly ownSpacecraft: string;
  readonly size: string;
  readonly cooperation: string;
  readonly device: string;
  readonly lighting: string;
  readonly electromagnetic: string;
  readonly rangeTrend: MotionFacts['rangeTrend'];
  readonly endSpeed: MotionFacts['endSpeed'];
  readonly turn: MotionFacts['turn'];
  readonly course: MotionFacts['course'];
}
