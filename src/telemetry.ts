/** Opens the export of traces, if an OpenTelemetry collector is configured, and traces what the services do. */
import type { Config } from './config.js';
import type { Metrics } from './edge/metrics.js';
import type { Delivery } from './services/base/services.js';
import type { WriteObserver } from './services/write-path/fact-writer.js';
import type { SpanQueue } from './tracing/span-queue.js';
import { NO_TRACER, type SpanContext, type Tracer } from './tracing/tracer.js';

/** Time within which the last spans are sent when the server stops. */
const LAST_MS = 2000;

interface Telemetry {
  readonly tracer: Tracer;
  close(): Promise<unknown>;
}

/** Opens the export of traces. Without settings, nothing is loaded and nothing is traced. */
export async function openTelemetry(settings: Config['tracing'], metrics: Metrics): Promise<Telemetry> {
  if (!settings) return { tracer: NO_TRACER, close: () => Promise.resolve() };
  const [{ Recorder }, { SpanQueue }, { spanPost }] = await Promise.all([
    import('./tracing/recorder.js'),
    import('./tracing/span-queue.js'),
    import('./delivery/post-spans.js'),
  ]);
  const { resource, delayMs, ratio } = settings;
  const queue = new SpanQueue({ resource, delayMs, post: spanPost(settings.url, settings.headers) });
  watchQueue(metrics, queue);
  const nowMs = (): number => performance.timeOrigin + performance.now();
  return {
    tracer: new Recorder({ sink: (span) => queue.add(span), ratio, nowMs }),
    close: () => Promise.race([queue.close(), new Promise((resolve) => setTimeout(resolve, LAST_MS).unref())]),
  };
}

function watchQueue(metrics: Metrics, queue: SpanQueue): void {
  metrics.bound({ name: 'waiting_spans_bytes', limit: queue.maxBytes, used: () => queue.bytes });
  metrics.counter(
    'strata_spans_dropped_total',
    'Spans of traces that were not exported, because the collector refused them or too many were waiting.',
    () => queue.dropped,
  );
}

/** Traces transactions. A transaction belongs to the trace of its first request and refers to the other requests. */
export function tracedWrites(observer: WriteObserver, tracer: Tracer): WriteObserver {
  if (!tracer.isOn) return observer;
  return {
    origin: () => tracer.current?.context,
    conflicted: () => observer.conflicted(),
    observe: async (batch, work) => {
      const causes = new Set(batch.flatMap(({ cause }) => (cause === undefined ? [] : [cause as SpanContext])));
      const span = tracer.start({ name: 'commit', kind: 'INTERNAL', causes: [...causes] });
      span.set('strata.facts', batch.length);
      try {
        return await tracer.within(span, () => observer.observe(batch, work));
      } catch (error) {
        span.fail();
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** Traces deliveries of messages and requests to providers. */
export function tracedDelivery(delivery: Delivery, tracer: Tracer): Delivery {
  if (!tracer.isOn) return delivery;
  const traced = async <T extends { readonly kind: string }>(name: string, work: () => Promise<T>): Promise<T> => {
    const span = tracer.start({ name, kind: 'CLIENT' });
    try {
      const ended = await tracer.within(span, work);
      span.set('strata.outcome', ended.kind);
      return ended;
    } catch (error) {
      span.fail();
      throw error;
    } finally {
      span.end();
    }
  };
  return {
    ...delivery,
    attempt: (message, endpoint) => traced('deliver message', () => delivery.attempt(message, endpoint)),
    send: (request, workspace) => traced('send to provider', () => delivery.send(request, workspace)),
  };
}

/** Returns a function that counts a command of the database in the current span. Undefined if nothing is traced. */
export const countCommands = (tracer: Tracer): (() => void) | undefined =>
  tracer.isOn ? () => tracer.current?.countCommand() : undefined;
