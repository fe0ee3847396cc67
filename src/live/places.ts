/** A bounded number of holders. Workspaces that wait, with their sandboxes, take turns; so do the subjects of each. */
import { ownerOf } from '../engine/model.js';

/** The workspace and subject that ask for a place. */
export interface Asker {
  readonly workspace?: string;
  readonly subject?: string;
}

type Wake = () => void;

export class Places {
  /** Waiters by workspace and subject. The first entry has the next turn. */
  private readonly waiting = new Map<string, Map<string, Wake[]>>();

  constructor(private free: number) {}

  async enter({ workspace = '', subject = '' }: Asker = {}): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    const owner = ownerOf(workspace);
    let subjects = this.waiting.get(owner);
    if (!subjects) this.waiting.set(owner, (subjects = new Map<string, Wake[]>()));
    let queue = subjects.get(subject);
    if (!queue) subjects.set(subject, (queue = []));
    const line = queue;
    await new Promise<void>((resolve) => line.push(resolve));
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
    const subjects = takeFirst(this.waiting);
    const queue = subjects && takeFirst(subjects.inner);
    if (!subjects || !queue) {
      this.free++;
      return;
    }
    const next = queue.inner.shift()!;
    if (queue.inner.length > 0) subjects.inner.set(queue.name, queue.inner);
    if (subjects.inner.size > 0) this.waiting.set(subjects.name, subjects.inner);
    next();
  }
}

/** Removes and returns the first entry. Setting it again moves it to the end. */
function takeFirst<T>(map: Map<string, T>): { readonly name: string; readonly inner: T } | undefined {
  for (const [name, inner] of map) {
    map.delete(name);
    return { name, inner };
  }
  return undefined;
}
