import { readFileSync } from 'node:fs';

/**
 * Most memory that this process has had resident, in bytes.
 *
 * On Linux read from the process's own account: the figure of `getrusage` begins there with the peak of the process that
 * started it.
 */
export function peakMemoryBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}
