/** Prometheus metrics of requests, of limited resources and of the process. Labels never contain customer data. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TaskObserver } from '../services/scheduling/ticker.js';
import type { WriteObserver } from '../services/write-path/fact-writer.js';
import { isTracking } from './cors.js';

/** A resource with a limit. Its usage and its limit are exported as metrics. */
export interface Bounded {
  /** Value of the metric label. It ends in the unit, as in `documents_bytes`. */
  readonly name: string;
  /** The limit. 0 means unlimited. */
  readonly limit: number;
  readonly used: () => number;
}

export class Metrics implements WriteObserver, TaskObserver {
  private readonly bounded: Bounded[] = [];
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'strata_http_requests_total',
    help: 'HTTP responses, by route and status.',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'strata_http_request_duration_seconds',
    help: 'Time to the end of the response, by route.',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  private readonly errors = new Counter({
    name: 'strata_errors_total',
    help: 'Errors in responses over HTTP and WebSocket, by code and reason.',
    labelNames: ['code', 'reason'],
    registers: [this.registry],
  });
  private readonly commits = new Histogram({
    name: 'strata_commit_duration_seconds',
    help: 'Time of one committed transaction of facts and due checks.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  private readonly batches = new Histogram({
    name: 'strata_commit_facts',
    help: 'Facts and due checks in one committed transaction.',
    buckets: [1, 3, 10, 30, 100, 300, 1000],
    registers: [this.registry],
  });
  private readonly conflicts = new Counter({
    name: 'strata_commit_conflicts_total',
    help: 'Transactions that were rolled back and retried because another writer committed first.',
    registers: [this.registry],
  });
  private readonly tasks = new Histogram({
    name: 'strata_clock_task_duration_seconds',
    help: 'Time of one periodic task of one workspace, by task.',
    labelNames: ['task'],
    buckets: [0.01, 0.05, 0.2, 1, 5, 30],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // The metrics can be read without a token, and a version would reveal which vulnerabilities Node may have.
    this.registry.removeSingleMetric('nodejs_version_info');
    this.gaugeOfAll('strata_bounded_used', 'How much of each bounded thing is in use.', (each) => each.used());
    this.gaugeOfAll(
      'strata_bounded_limit',
      'The limit of each bounded resource. 0 means no limit.',
      (each) => each.limit,
    );
  }

  /** Adds resources with a limit to the exported metrics. */
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

  /** Registers a gauge whose value is read on each scrape. If the value cannot be read, the scrape omits it. */
  gauge(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await value());
        } catch {
          this.reset();
        }
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

  /** Counts an error in a response by its code and its reason. */
  refused(code: string, reason: string): void {
    this.errors.inc({ code, reason });
  }

  async observe<T>(batch: readonly unknown[], work: () => Promise<T>): Promise<T> {
    const stop = this.commits.startTimer();
    const done = await work();
    stop();
    this.batches.observe(batch.length);
    return done;
  }

  conflicted(): void {
    this.conflicts.inc();
  }

  taskBegun(task: string): () => void {
    return this.tasks.startTimer({ task });
  }

  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

/** Returns the route label of a path. All unknown paths share the label `other`. */
export function routeOf(path: string): string {
  if (isTracking(path)) return '/v1';
  if (path.startsWith('/hooks/')) return '/hooks';
  if (path.startsWith('/fewer/')) return '/fewer';
  if (path.startsWith('/exports/')) return '/exports';
  if (path.startsWith('/imports/')) return '/imports';
  if (path.startsWith('/session/')) return '/session';
  return ['/', '/graphql', '/healthz', '/readyz', '/metrics'].includes(path) ? path : 'other';
}
