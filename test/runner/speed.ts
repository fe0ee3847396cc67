/**
 * Measures how slow this machine is compared with an idle one of the reference speed. A slowness of 1 means equally
 * fast. A slowness of 3 means that the same work takes three times as long.
 */
import { createHash } from 'node:crypto';
import { crowding } from '../support/patience.js';

/** CPU milliseconds of `work` on the reference machine (a server with two idle cores). */
const REFERENCE_MS = 13;
const SAMPLE_EVERY_MS = 5000;

/** Work typical of tests: hashing, strings, maps, garbage collection. */
function work(): number {
  const block = Buffer.alloc(1 << 20, 7);
  const hash = createHash('sha256');
  for (let i = 0; i < 4; i++) hash.update(block);
  const counts = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) counts.set(`key${i % 9973}`, (counts.get(`key${i % 9973}`) ?? 0) + i);
  return JSON.stringify([...counts]).length + hash.digest().length;
}

/**
 * Returns the CPU milliseconds of one call of `work`. They increase on a slower or shared core, but not while waiting
 * for a core.
 */
function workMs(): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Returns the slowness of the cores alone: the median of several measurements. */
function coreSlowness(tries: number): number {
  const all = Array.from({ length: tries }, workMs).sort((a, b) => a - b);
  return Math.max(1, all[Math.floor(tries / 2)] / REFERENCE_MS);
}

interface Sample {
  readonly cores: number;
  /** Slowness of the cores multiplied by the system load. */
  readonly all: number;
}

/** Samples the machine while tests run, because load may change after the start. */
export class Slowness {
  private readonly samples: (Sample & { readonly at: number })[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor() {
    // Warm up, because the first calls run uncompiled code.
    coreSlowness(3);
    this.sample(9);
    this.timer = setInterval(() => this.sample(3), SAMPLE_EVERY_MS);
    this.timer.unref();
  }

  private sample(tries: number): void {
    const cores = coreSlowness(tries);
    this.samples.push({ at: Date.now(), cores, all: cores * crowding() });
  }

  end(): void {
    clearInterval(this.timer);
    this.sample(5);
  }

  get latest(): Sample {
    return this.samples[this.samples.length - 1];
  }

  /** Returns the highest slowness since a time, including the last sample before that time. */
  worstSince(at: number): Sample {
    const later = this.samples.findIndex((sample) => sample.at > at);
    const seen = this.samples.slice(Math.max(0, later < 0 ? this.samples.length - 1 : later - 1));
    return { cores: Math.max(...seen.map((s) => s.cores)), all: Math.max(...seen.map((s) => s.all)) };
  }

  get mean(): number {
    return this.samples.reduce((sum, sample) => sum + sample.all, 0) / this.samples.length;
  }
}
