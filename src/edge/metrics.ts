/**
 * Figures for Prometheus: requests, what is held of what is bounded, and the process. No label holds anything of a
 * customer.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isTracking } from './cors.js';

/** Something that grows with use and may not grow past a limit. */
export interface Bounded {
  /** As the label has it, with its unit last: `documents_bytes`. */
  readonly name: string;
  /** 0: no bound. */
  readonly limit: number;
  readonly used: () => number;
}

export class Metrics {
  private readonly bounded: Bounded[] = [];
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'strata_http_requests_total',
    help: 'HTTP requests answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'strata_http_request_duration_seconds',
    help: 'Time to the end of the answer, by route.',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor(waiting: () => number) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('strata_facts_waiting', 'Facts taken in and not yet committed.', waiting);
    this.gaugeOfAll('strata_bounded_used', 'How much of each bounded thing is in use.', (each) => each.used());
    this.gaugeOfAll('strata_bounded_limit', 'The limit of each bounded thing; 0: none.', (each) => each.limit);
  }

  /** Shows things with their limits. */
  bound(...things: readonly Bounded[]): void {
    this.bounded.push(...things);
  }

  private gaugeOfAll(name: string, help: string, value: (thing: Bounded) => number): void {
    const { bounded } = this;
    new Gauge({
      name,
      help,
      labelNames: ['of'],
      registers: [this.registry],
      collect() {
        for (const thing of bounded) this.set({ of: thing.name }, value(thing));
      },
    });
  }

  /** A figure that is looked up when it is asked for. */
  gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  /** A total since the start that is looked up when it is asked for. */
  counter(name: string, help: string, total: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(total());
      },
    });
  }

  answered(route: string, status: number, seconds: number): void {
    this.requests.inc({ route, status: String(status) });
    this.durations.observe({ route }, seconds);
  }

  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

/** The route a path belongs to; whatever else is asked for is one label. */
export function routeOf(path: string): string {
  if (isTracking(path)) return '/v1';
  return ['/', '/graphql', '/healthz', '/readyz', '/metrics'].includes(path) ? path : 'other';
}
