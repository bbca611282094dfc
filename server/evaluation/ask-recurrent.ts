import { motionLabels, nominalRecords, observedStates, type RecordSet } from '#domain';
import { classify, motionSeries, type Outcome, trainRecurrent } from '#tuner';
import { askBaseline } from './ask-baselines.ts';
import type { OpenEntrant } from './entrant.ts';
import type { RecordGroup } from './record-sets.ts';

/** Flights the network learns from, and those its best epoch is chosen on. */
const trainingCount = 3500;
const validationCount = 700;
const epochs = 30;

/**
 * A recurrent network that reads the motion off the states alone, as the deep-net papers do; trained on the training split
 * of the seed. It says nothing of operation and task.
 */
export async function openRecurrent(key: string, seed: number): Promise<OpenEntrant> {
  const network = await trainRecurrent(
    examplesOf({ split: 'training', seed, count: trainingCount }),
    examplesOf({ split: 'validation', seed, count: validationCount }),
    { seed, epochs },
  );
  const answers = async ({ name, records }: RecordGroup, from: number, count: number): Promise<Outcome[]> => {
    const split = name === 'validation' ? 'validation' : 'test';
    const states = observedStates({ split, seed, count: records.length }, name === 'perturbed');
    const series = Array.from(states, motionSeries).slice(from, from + count);
    const probabilities = await classify(network, series);
    return records.slice(from, from + count).map((record, i) => {
      const likeliest = motionLabels.reduce((a, b) => (probabilities[i]![b] > probabilities[i]![a] ? b : a));
      return askBaseline(() => ({ motion: likeliest, operation: null, task: null }), record);
    });
  };
  return {
    contestant: { key, kind: 'baseline', strategy: null, method: null, adapter: null, instructionTokens: 0 },
    model: null,
    answer: answers,
    close: async () => {},
  };
}

function examplesOf(set: RecordSet) {
  const states = observedStates(set, false);
  return Array.from(nominalRecords(set), ({ truth }) => ({
    series: motionSeries(states.next().value!),
    motion: truth.motion,
  }));
}
