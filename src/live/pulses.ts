/** Tells subscriptions of figures that customers of their workspace changed, without saying which. */
import type { CustomersChange } from './topics.js';

/** One listener. It is stale from a change on until its owner says otherwise. */
class Pulse {
  isStale = false;
  private wake: () => void = () => undefined;

  constructor(private readonly end: (pulse: Pulse) => void) {}

  beat(): void {
    this.isStale = true;
    this.wake();
  }

  /** Resolves at the next change, or at once if there was one. */
  next(): Promise<void> {
    if (this.isStale) return Promise.resolve();
    return new Promise<void>((resolve) => (this.wake = resolve));
  }

  close(): void {
    this.end(this);
  }
}

export class Pulses {
  private readonly listeners = new Map<string, Set<Pulse>>();

  /** Listens to the customers of a workspace until it is closed. */
  listen(workspace: string): Pulse {
    const there = this.listeners.get(workspace) ?? new Set<Pulse>();
    this.listeners.set(workspace, there);
    const pulse = new Pulse((ended) => {
      there.delete(ended);
      if (there.size === 0 && this.listeners.get(workspace) === there) this.listeners.delete(workspace);
    });
    there.add(pulse);
    return pulse;
  }

  hear({ workspace }: Pick<CustomersChange, 'workspace'>): void {
    for (const pulse of this.listeners.get(workspace) ?? []) pulse.beat();
  }

  /** Changes were missed, so any figure may be old. */
  lose(): void {
    for (const pulses of this.listeners.values()) for (const pulse of pulses) pulse.beat();
  }
}
