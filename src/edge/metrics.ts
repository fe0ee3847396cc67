/** Figures for Prometheus: requests, sockets, waiting facts, and the process. No label holds anything of a customer. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export class Metrics {
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
  if (path.startsWith('/v1/')) return '/v1';
  return ['/', '/graphql', '/healthz', '/readyz', '/metrics'].includes(path) ? path : 'other';
}
