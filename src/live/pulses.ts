/**
 * Notifies subscriptions to computed results, such as reports, when customers of their workspace change. The
 * notification does not identify the changed customers.
 */
import type { CustomersChange } from './topics.js';

/** One listener. A change sets `isStale`, and the owner of the listener resets it. */
class Pulse {
  isStale = false;
  private wake: () => void = () => undefined;

  constructor(private readonly end: (pulse: Pulse) => void) {}

  beat(): void {
    this.isStale = true;
    this.wake();
  }

  /** Resolves at the next change, or immediately if a change has already set `isStale`. */
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

  /** Returns a listener for customer changes in a workspace. It receives notifications until it is closed. */
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

  /** Notifies all listeners that their results may be stale, because changes were missed. */
  lose(): void {
    for (const pulses of this.listeners.values()) for (const pulse of pulses) pulse.beat();
  }
}
