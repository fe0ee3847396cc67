/**
 * Bulk load of complete customers. Several use-case calls validate their facts as usual, and one transaction writes all
 * of them. Each customer is then evaluated only once for all its facts.
 */
import type { FactWriter, Services } from '../base/services.js';
import type { Intake, Outcome } from '../base/write-intakes.js';

/** A call of a use case that writes facts exactly once. */
export type LoadCall<T = void> = (services: Services) => Promise<T>;

/**
 * Runs the calls and writes their facts in one transaction. Returns the results of the calls in order. Rejects if a
 * call rejects or if nothing could be written. With `pastSince` (in ms), new customers are evaluated from that time on.
 *
 * @example
 * const [events, tags] = await loadTogether(services, 'shop', [
 *   (held) => ingestEvents(held, principal, orders),
 *   (held) => setTags(held, principal, levels),
 * ]);
 */
export async function loadTogether<T>(
  services: Services,
  workspace: string,
  calls: readonly LoadCall<T>[],
  pastSince?: number,
): Promise<T[]> {
  const held = calls.map((call) => new HeldCall(services, call));
  // Errors are thrown below, where all calls are awaited.
  await Promise.all(held.map(({ written }) => written));
  const intakes = held.flatMap((call) => call.intakes);
  try {
    const outcomes = intakes.length > 0 ? await services.writer.load(workspace, intakes, pastSince) : [];
    let from = 0;
    for (const call of held) call.finish(outcomes.slice(from, (from += call.intakes.length)));
  } catch (error) {
    for (const call of held) call.fail(error);
  }
  return Promise.all(held.map(({ result }) => result));
}

/** A call whose writes are held back until all calls are ready. */
class HeldCall<T> {
  readonly result: Promise<T>;
  /** Resolves when the call has submitted its facts, or has ended without submitting any. */
  readonly written: Promise<unknown>;
  intakes: readonly Intake[] = [];
  finish: (outcomes: Outcome[]) => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;

  constructor(services: Services, call: LoadCall<T>) {
    let noteWritten: (value?: unknown) => void = () => undefined;
    const wrote = new Promise((resolve) => (noteWritten = resolve));
    const writer = Object.create(services.writer) as FactWriter;
    writer.write = (_workspace, intakes) =>
      new Promise<Outcome[]>((resolve, reject) => {
        this.intakes = intakes;
        [this.finish, this.fail] = [resolve, reject];
        noteWritten();
      });
    this.result = call({ ...services, writer });
    this.result.catch(() => undefined);
    this.written = Promise.race([wrote, this.result.catch(() => undefined)]);
  }
}
