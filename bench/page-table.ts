import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import type { PageAddress } from './page-addresses.ts';

/** A page with the times it took to its first byte, ms. */
export interface TimedPage extends PageAddress {
  readonly times: number[];
}

/** How it was measured. */
export interface MeasuredRun {
  readonly targets: number;
  readonly observations: number;
  readonly requests: number;
  readonly furtherTargets: number;
  readonly seed: number;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}

/** A section of docs/benchmarks.md. */
export function pageTable(pages: readonly TimedPage[], run: MeasuredRun): string {
  const { targets, observations, requests, furtherTargets, seed } = run;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const cells = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `${times.length} | ${[at(sorted, 0.5), at(sorted, 0.95), sorted.at(-1)!].map((ms) => ms.toFixed(0)).join(' | ')}`;
  };
  const ofKind = (isPage: boolean) => pages.filter(({ mediaType }) => (mediaType === 'text/html') === isPage);
  const slowestFirst = (some: readonly TimedPage[]) =>
    some.toSorted((a, b) => p95(b.times) - p95(a.times) || a.name.localeCompare(b.name));
  const rowOf = ({ name, mediaType, isLive, times }: TimedPage) =>
    `| \`${name}\`${isLive ? ' *' : ''}${mediaType === 'text/html' ? '' : `, ${mediaType}`} | ${cells(times)} |`;
  return `## First byte of the pages

\`npm run bench:pages -- --targets ${targets} --observations ${observations} --requests ${requests}\`: ${targets.toLocaleString('en')} targets with ${observations.toLocaleString('en')} observations, each
assessed, in the embedded database; every page that the OpenAPI document tells, one request at a time in drawn order, ms from
the request to the first byte, all of them while a log of ${furtherTargets.toLocaleString('en')} further windows is classified by the shipped model. A star marks the pages
that ask the model while the reader waits, whose frame goes ahead of the answer.

| page | requests | p50 | p95 | max |
|---|--:|--:|--:|--:|
${slowestFirst(ofKind(true)).map(rowOf).join('\n')}
| all pages | ${cells(ofKind(true).flatMap(({ times }) => times))} |
${slowestFirst(ofKind(false)).slice(0, 10).map(rowOf).join('\n')}
| all other formats | ${cells(ofKind(false).flatMap(({ times }) => times))} |

${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}, commit ${commit}, seed ${seed}.`;
}

const p95 = (times: readonly number[]): number =>
  at(
    times.toSorted((a, b) => a - b),
    0.95,
  );
