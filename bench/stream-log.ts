import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { createRandom, gatherEvidence, readRelativeStates, type Track } from '#domain';

/**
 * Reading a relative-state log of a million lines as a stream and gathering the evidence on each of its windows, beside
 * a bare split of the same bytes into lines in the same run. The log is simulated as it is read, which is not counted.
 */
const seed = 1;
const lineCount = 1_000_000;
const linesPerChunk = 500;
const meanMotionRadPerS = 0.0011;
const stepS = 10;
const startUtcMs = Date.UTC(2026, 0, 1);
const megabyte = 1e6;
/** Shares of the stream at which the peak of memory so far is told: in a flat one the last is the first. */
const watchedShares = [0.1, 0.5, 1];

const passes = {
  lines: (log: SimulatedLog) => splitLines(log),
  read: (log: SimulatedLog) => readTracks(log, () => {}),
  evidence: (log: SimulatedLog) => readTracks(log, gatherEvidence),
};

const [pass, targets] = process.argv.slice(2);
if (pass === undefined) runAll();
else report(pass, await passes[pass as keyof typeof passes](simulatedLog(Number(targets))));

/** Each pass in a process of its own, so that its peak of memory is its own. */
function runAll(): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`machine   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}
commit    ${commit}, seed ${seed}, ${lineCount} lines, resident before reading ${residentMb()} MB`);
  for (const targetCount of [400, 1]) {
    console.log(targetCount === 1 ? 'one target' : `${targetCount} targets in turn`);
    for (const name of Object.keys(passes)) {
      const args = [...process.execArgv, import.meta.filename, name, String(targetCount)];
      execFileSync(process.execPath, args, { stdio: 'inherit' });
    }
  }
}

/** What one pass over a log took. */
interface Pass {
  readonly seconds: number;
  readonly bytes: number;
  /** Peak resident memory until each of the watched shares, MB. */
  readonly peaksMb: readonly number[];
  readonly counted: string;
}

function report(name: string, { seconds, bytes, peaksMb, counted }: Pass): void {
  const watchedInWords = watchedShares.map((share) => `${100 * share} %`).join(', ');
  const rate = `${Math.round(lineCount / seconds / 1000)} thousand lines/s, ${(bytes / megabyte / seconds).toFixed(1)} MB/s`;
  console.log(
    `  ${name.padEnd(8)}  ${seconds.toFixed(1)} s, ${rate}, peak resident ${peaksMb.join(', ')} MB at ${watchedInWords}, ${counted}`,
  );
}

async function splitLines(log: SimulatedLog): Promise<Pass> {
  const decoder = new TextDecoder();
  let rest = '';
  let lines = 0;
  return measure(log, async () => {
    for await (const chunk of log.chunks()) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      lines += parts.length;
    }
    return `${lines} lines`;
  });
}

async function readTracks(log: SimulatedLog, use: (track: Track) => unknown): Promise<Pass> {
  let [states, windows, rejected] = [0, 0, 0];
  return measure(log, async () => {
    for await (const reading of readRelativeStates(log.chunks(), 'simulated.csv')) {
      if (reading.kind !== 'accepted') {
        rejected += 1;
        continue;
      }
      windows += 1;
      states += reading.value.states.length;
      use(reading.value);
    }
    return `${states} states in ${windows} windows, ${rejected} refused`;
  });
}

async function measure(log: SimulatedLog, work: () => Promise<string>): Promise<Pass> {
  const started = performance.now();
  const counted = await work();
  const { simulatedMs, bytes, peaksMb } = log.spent();
  return { seconds: (performance.now() - started - simulatedMs) / 1000, bytes, peaksMb, counted };
}

/** A log that is made up while it is read, and what that took. */
interface SimulatedLog {
  chunks(): AsyncGenerator<Uint8Array>;
  spent(): { readonly simulatedMs: number; readonly bytes: number; readonly peaksMb: readonly number[] };
}

function simulatedLog(targetCount: number): SimulatedLog {
  const encoder = new TextEncoder();
  const lines = simulatedLines(targetCount);
  let [simulatedMs, bytes, peakMb, read] = [0, 0, 0, 0];
  const peaksMb: number[] = [];
  function nextChunk(): Uint8Array {
    const started = performance.now();
    const chunk = encoder.encode(lines.take(linesPerChunk));
    simulatedMs += performance.now() - started;
    bytes += chunk.length;
    peakMb = Math.max(peakMb, residentMb());
    read += linesPerChunk;
    if (read >= lineCount * (watchedShares[peaksMb.length] ?? Number.POSITIVE_INFINITY)) peaksMb.push(peakMb);
    return chunk;
  }
  return {
    async *chunks() {
      for (let chunk = nextChunk(); chunk.length > 0; chunk = nextChunk()) yield chunk;
    },
    spent: () => ({ simulatedMs, bytes, peaksMb: [...peaksMb.slice(0, -1), Math.max(peakMb, residentMb())] }),
  };
}

/** Rows of targets that coast about the own spacecraft on relative ellipses, one after the other, with some noise. */
function simulatedLines(targetCount: number): { take(count: number): string } {
  const random = createRandom(seed);
  const targets = Array.from({ length: targetCount }, (_, i) => ({
    name: `target-${i}`,
    phase: random.between(0, 2 * Math.PI),
    sizeKm: random.logBetween(0.5, 20),
    facts: `space station,small,noncooperative,${random.pick(['imager', 'antenna', 'robotic arm'])},sunlit,quiet`,
  }));
  let made = -1;
  function nextLine(): string {
    made += 1;
    if (made === 0) {
      return 'target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s,own_spacecraft,size,cooperation,device,lighting,electromagnetic\n';
    }
    const { name, phase, sizeKm, facts } = targets[made % targetCount]!;
    const timeS = stepS * Math.floor(made / targetCount);
    const angle = meanMotionRadPerS * timeS + phase;
    const speedKmPerS = meanMotionRadPerS * sizeKm;
    const position = [sizeKm * Math.sin(angle), 2 * sizeKm * Math.cos(angle), 0.5 * sizeKm * Math.cos(angle + 1)];
    const velocity = [Math.cos(angle), -2 * Math.sin(angle), -0.5 * Math.sin(angle + 1)];
    const cells = [
      ...position.map((km) => (km + 0.001 * random.normal()).toFixed(6)),
      ...velocity.map((share) => (speedKmPerS * share + 1e-6 * random.normal()).toFixed(9)),
    ];
    return `${name},${new Date(startUtcMs + 1000 * timeS).toISOString()},${cells.join(',')},${facts}\n`;
  }
  return {
    take(count) {
      let text = '';
      for (let i = 0; i < count && made < lineCount; i++) text += nextLine();
      return text;
    },
  };
}

function residentMb(): number {
  return Math.round(process.memoryUsage.rss() / megabyte);
}
