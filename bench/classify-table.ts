/** A way to answer records, and what it took. */
export interface Way {
  readonly name: string;
  readonly answers: readonly string[];
  readonly seconds: number;
  /** Runs of the decoder, and tokens that they computed, padding included; null where they cannot be counted. */
  readonly count: { readonly runs: number; readonly computed: number; readonly padding: number } | null;
}

/** The bare rate of the machine, and what a record would take at it. */
export interface Ceiling {
  readonly gflopPerS: number;
  /** Products of the weights for prompt and answer of a record, each token once. */
  readonly gflopPerRecord: number;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/**
 * The ways as a Markdown table.
 *
 * @param ways  the first is what the others are compared with, the last has the answers that theirs are compared with
 */
export function waysTable(ways: readonly Way[], { gflopPerS, gflopPerRecord }: Ceiling): string {
  const rateOf = ({ answers, seconds }: Way): number => answers.length / seconds;
  const [first, last] = [ways[0] as Way, ways.at(-1) as Way];
  const ceiling = gflopPerS / gflopPerRecord;
  const head = [
    'way',
    'records/s',
    'ratio',
    'of the ceiling',
    'runs a record',
    'tokens a record',
    'padding',
    'same answers',
  ];
  const rows = ways.map((way) => {
    const n = way.answers.length;
    const { runs = 0, computed = 0, padding = 0 } = way.count ?? {};
    const counts = way.count
      ? [(runs / n).toFixed(2), (computed / n).toFixed(0), `${((100 * padding) / computed).toFixed(0)} %`]
      : ['', '', ''];
    const same = way.answers.filter((answer, i) => answer === last.answers[i]).length;
    const rate = rateOf(way);
    const share = `${((100 * rate) / ceiling).toFixed(1)} %`;
    return row([way.name, rate.toFixed(2), (rate / rateOf(first)).toFixed(1), share, ...counts, `${same} of ${n}`]);
  });
  const bare = row([
    'the products alone, at the rate of a bare MatMul',
    ceiling.toFixed(2),
    (ceiling / rateOf(first)).toFixed(1),
    '100 %',
    '',
    '',
    '',
    '',
  ]);
  return [row(head), row(['---', ...Array(head.length - 1).fill('--:')]), ...rows, bare].join('\n');
}

/** Every answer that is another than that of the last way, a line each. */
export function differences(ways: readonly Way[], ids: readonly string[]): string {
  const last = ways.at(-1) as Way;
  const lines = ways.flatMap(({ name, answers }) =>
    answers.flatMap((answer, i) =>
      answer === last.answers[i]
        ? []
        : [`- ${ids[i]}, ${name}: \`${JSON.stringify(answer)}\` and not \`${JSON.stringify(last.answers[i])}\``],
    ),
  );
  return lines.length === 0 ? 'All ways gave the same answers.' : lines.join('\n');
}
