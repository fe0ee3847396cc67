/** Bytes that callers hold together: bounded for all, for each workspace, and for each subject or address. */
import { ServiceError } from '../services/base/errors.js';
import type { Holder } from './holders.js';

/** Shares of the budget that one name may hold: a workspace, or an address that named no token yet; and one subject. */
const SHARES = [1 / 2, 1 / 4] as const;

/** What one request holds of a budget. */
export interface HeldBytes {
  /** Bytes held now. */
  readonly bytes: number;
  /** Throws UNAVAILABLE when all together would hold too many, RATE_LIMITED when the holder would. */
  take(bytes: number): void;
  /** Everything is another holder's from now on, also beyond its share: all together hold no more. */
  passTo(holder: Holder): void;
  /** Gives everything back; twice does no harm. */
  release(): void;
}

export class ByteBudget {
  /** Bytes by name, without the names that hold none. */
  private readonly held = new Map<string, number>();
  private all = 0;

  constructor(readonly maxBytes: number) {}

  get bytes(): number {
    return this.all;
  }

  /** Holds nothing yet. */
  open(first: Holder): HeldBytes {
    let holder = first;
    let mine = 0;
    const add = (bytes: number): void => {
      mine += bytes;
      this.add(holder, bytes);
    };
    return {
      get bytes() {
        return mine;
      },
      take: (bytes) => {
        this.check(holder, bytes);
        add(bytes);
      },
      passTo: (next) => {
        this.add(holder, -mine);
        holder = next;
        this.add(holder, mine);
      },
      release: () => add(-mine),
    };
  }

  private check(holder: Holder, bytes: number): void {
    if (this.all + bytes > this.maxBytes)
      throw new ServiceError(
        'SERVER_BUSY',
        'the server works on as much as it can hold; nothing was done, retry later',
      );
    for (const [place, name] of holder.entries())
      if (name !== undefined && (this.held.get(name) ?? 0) + bytes > SHARES[place] * this.maxBytes)
        throw new ServiceError(
          'BYTES_TOO_MANY',
          'the server already holds as much for this caller as it may; nothing was done, retry later',
        );
  }

  private add(holder: Holder, bytes: number): void {
    this.all += bytes;
    for (const name of holder) {
      if (name === undefined) continue;
      const left = (this.held.get(name) ?? 0) + bytes;
      if (left === 0) this.held.delete(name);
      else this.held.set(name, left);
    }
  }
}
