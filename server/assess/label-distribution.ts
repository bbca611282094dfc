import type { TokenStep } from '#model';

/** A candidate label and its share of the probability. */
export interface LabelShare {
  readonly label: string;
  readonly probability: number;
}

/** A generated token and where its text begins in the whole answer. */
export interface PlacedStep extends TokenStep {
  readonly start: number;
}

/** The generated tokens, each with its place in the answer. */
export function placeSteps(steps: readonly TokenStep[]): readonly PlacedStep[] {
  let start = 0;
  return steps.map((step) => {
    const placed = { ...step, start };
    start += step.text.length;
    return placed;
  });
}

/**
 * How the model's probability was spread over the candidate labels where it wrote a label.
 *
 * The tokens are followed from the first letter of the label until only one candidate is left. At each, every alternative
 * token that begins a candidate gives its probability to it; one that begins several shares it evenly among them, as the
 * answer not taken does not say which was meant. What begins no candidate is left out and the rest scaled to 1.
 *
 * @param steps  tokens of the answer
 * @param labelStart  where the label begins in the answer
 * @param written  the label that was read there
 * @returns likeliest first; labels without any probability are left out
 */
export function labelDistribution(
  steps: readonly PlacedStep[],
  labelStart: number,
  written: string,
  candidates: readonly string[],
): readonly LabelShare[] {
  const shares = new Map<string, number>();
  const give = (labels: readonly string[], probability: number) => {
    for (const label of labels) shares.set(label, (shares.get(label) ?? 0) + probability / labels.length);
  };

  let path = '';
  let pathProbability = 1;
  for (const step of steps) {
    if (step.start + step.text.length <= labelStart) continue;
    const lead = step.text.slice(0, Math.max(0, labelStart - step.start));
    const begunBy = (token: string) =>
      token.startsWith(lead) ? begins(path + token.slice(lead.length), candidates) : [];
    for (const other of step.top) {
      if (other.text !== step.text) give(begunBy(other.text), pathProbability * other.probability);
    }
    const meant = begunBy(step.text);
    pathProbability *= step.probability;
    if (meant.length <= 1) {
      give(meant.length === 1 ? meant : [written], pathProbability);
      break;
    }
    path += step.text.slice(lead.length);
  }

  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return [...shares]
    .map(([label, share]) => ({ label, probability: share / total }))
    .sort((a, b) => b.probability - a.probability || a.label.localeCompare(b.label));
}

/** Candidates that a text begins, or writes out in full with no letter following. */
function begins(text: string, candidates: readonly string[]): readonly string[] {
  if (text === '') return [];
  return candidates.filter(
    (label) => label.startsWith(text) || (text.startsWith(label) && !/^\p{L}/u.test(text.slice(label.length))),
  );
}
