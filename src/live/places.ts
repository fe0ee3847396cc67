/** A bounded number of holders. Workspaces that wait, with their sandboxes, take turns; so do the subjects of each. */
import { ownerOf } from '../engine/model.js';
import { FairQueue } from './fair-queue.js';

/** The workspace and subject that ask for a place. */
export interface Asker {
  readonly workspace?: string;
  readonly subject?: string;
}

type Wake = () => void;

export class Places {
  /** Waiters by owner and subject. */
  private readonly waiting = new FairQueue<Wake>();

  constructor(private free: number) {}

  async enter({ workspace = '', subject = '' }: Asker = {}): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.add([ownerOf(workspace), subject], resolve));
  }

  /** Runs work while holding a place. */
  async during<T>(work: () => Promise<T>, asker?: Asker): Promise<T> {
    await this.enter(asker);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Releases a place. It goes to the next subject of the next workspace. */
  leave(): void {
    const wake = this.waiting.next();
    if (wake) wake();
    else this.free++;
  }
}
