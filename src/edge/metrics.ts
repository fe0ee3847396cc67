/**
 * Prometheus metrics: requests, usage of bounded resources, and the process. Labels never contain customer data.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isTracking } from './cors.js';

/** A resource with a limit. */
export interface Bounded {
  /** Value of the label. It ends with the unit, as in `documents_bytes`. */
  readonly name: string;
  /** A limit of 0 means unlimited. */
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

  /** Adds bounded resources to the metrics. */
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

  /** Registers a gauge whose value is read on each scrape. */
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

  /** Registers a counter whose total since the start is read on each scrape. */
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

/** Returns the route label of a path. All unknown paths share the label `other`. */
export function routeOf(path: string): string {
  if (isTracking(path)) return '/v1';
  if (path.startsWith('/hooks/')) return '/hooks';
  return ['/', '/graphql', '/healthz', '/readyz', '/metrics'].includes(path) ? path : 'other';
}
