/**
 * Limits the memory, in bytes, that is reserved for callers. There is a limit in total, per workspace, and per subject
 * or address.
 */
import { ServiceError } from '../services/base/errors.js';
import type { Holder } from './holders.js';

/**
 * Maximum shares of the budget. The wide key of a holder, such as a workspace, may use half of it. The narrow key, such
 * as a token subject, may use a quarter.
 */
const SHARES = [1 / 2, 1 / 4] as const;

/** The part of a budget that is reserved for one request. */
export interface HeldBytes {
  /** Number of bytes that are reserved at the moment. */
  readonly bytes: number;
  /**
   * Reserves more bytes. Throws UNAVAILABLE if the budget would be exceeded, or RATE_LIMITED if the share of the holder
   * would be exceeded.
   */
  take(bytes: number): void;
  /**
   * Moves all bytes to another holder. The total does not change, so this is allowed even if the holder exceeds its
   * share.
   */
  passTo(holder: Holder): void;
  /** Releases all bytes. Repeated calls have no effect. */
  release(): void;
}

/**
 * A budget of bytes for all callers.
 *
 * @example
 * const held = new ByteBudget(2 ** 28).open(holderOf(caller));
 * held.take(body.length); // throws when the budget or the share of the caller is used up
 * held.release();
 */
export class ByteBudget {
  /** Number of reserved bytes by key. A key without reserved bytes is removed. */
  private readonly held = new Map<string, number>();
  private all = 0;

  constructor(readonly maxBytes: number) {}

  get bytes(): number {
    return this.all;
  }

  /** Starts tracking the reserved bytes of a request, beginning at 0. */
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
