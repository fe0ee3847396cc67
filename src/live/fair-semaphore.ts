/**
 * A semaphore with fair turns. Waiting workspaces take turns, and so do the callers within a workspace. A sandbox
 * shares the turns of its owner workspace.
 */
import { ownerOf } from '../engine/types.js';
import { FairQueue } from './fair-queue.js';

/** The workspace and the caller that request a slot. The caller is the subject of a token. */
export interface Asker {
  readonly workspace?: string;
  readonly subject?: string;
}

type Wake = () => void;

export class FairSemaphore {
  /** Functions that wake waiting requests, by owner workspace and caller. */
  private readonly waiting = new FairQueue<Wake>();

  constructor(private free: number) {}

  async enter({ workspace = '', subject = '' }: Asker = {}): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.add([ownerOf(workspace), subject], resolve));
  }

  /** Acquires a slot, runs `work`, and releases the slot. Returns the result of `work`. */
  async during<T>(work: () => Promise<T>, asker?: Asker): Promise<T> {
    await this.enter(asker);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /**
   * Releases a slot. If requests are waiting, the slot passes to the workspace that has the next turn. Otherwise, it
   * becomes free.
   */
  leave(): void {
    const wake = this.waiting.next();
    if (wake) wake();
    else this.free++;
  }
}
