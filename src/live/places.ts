/**
 * A semaphore with fair turns. Waiting workspaces take turns, and so do the subjects within a workspace. A sandbox
 * shares the turn of its owner.
 */
import { ownerOf } from '../engine/types.js';
import { FairQueue } from './fair-queue.js';

/** The workspace and the subject that request a slot. */
export interface Asker {
  readonly workspace?: string;
  readonly subject?: string;
}

type Wake = () => void;

export class Places {
  /** Waiting requests by owner workspace and subject. */
  private readonly waiting = new FairQueue<Wake>();

  constructor(private free: number) {}

  async enter({ workspace = '', subject = '' }: Asker = {}): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.add([ownerOf(workspace), subject], resolve));
  }

  /** Runs `work` while holding a slot. */
  async during<T>(work: () => Promise<T>, asker?: Asker): Promise<T> {
    await this.enter(asker);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Releases a slot. It passes to the next waiter of the next workspace in turn, or becomes free if nobody waits. */
  leave(): void {
    const wake = this.waiting.next();
    if (wake) wake();
    else this.free++;
  }
}
