/**
 * Limits failed attempts to sign in, for each account and for each address. An account is counted whether or not it
 * exists. The limits hold in each process.
 */
import { ServiceError } from '../services/base/errors.js';
import { TokenBuckets } from './token-buckets.js';

/** Maximum number of tracked accounts, and of tracked addresses. */
const MAX_TRACKED = 10_000;
/** Failures without a wait are those of ten minutes at the rate below. */
const BURST_SECONDS = 600;
/** Failures per second: ten of an account, then one a minute; a hundred of an address, then ten a minute. */
const PER_ACCOUNT = 1 / 60;
const PER_ADDRESS = 1 / 6;

export class SignInAttempts {
  private readonly accounts: TokenBuckets;
  private readonly addresses: TokenBuckets;

  /** `countsAddresses` is false behind a proxy, where all callers share an address. */
  constructor(
    nowMs: () => number,
    private readonly countsAddresses: boolean,
  ) {
    this.accounts = new TokenBuckets(MAX_TRACKED, nowMs, BURST_SECONDS);
    this.addresses = new TokenBuckets(MAX_TRACKED, nowMs, BURST_SECONDS);
  }

  /** Returns the name under which an attempt waits for its turn: the address, or the account behind a proxy. */
  askerOf(address: string, account?: string): string {
    return this.countsAddresses ? address : (account ?? address);
  }

  /** Returns the seconds until another attempt is allowed. 0 if it is allowed now. */
  waitOf(address: string, account?: string): number {
    const waits = [
      ...(this.countsAddresses ? [wait(this.addresses.left(address, PER_ADDRESS), PER_ADDRESS)] : []),
      ...(account === undefined ? [] : [wait(this.accounts.left(account, PER_ACCOUNT), PER_ACCOUNT)]),
    ];
    return Math.max(0, ...waits);
  }

  /**
   * Counts an attempt before its work begins, so that attempts at the same time are bounded too. The returned function
   * takes it back and must be called unless the attempt failed.
   */
  count(address: string, account?: string): () => void {
    const add = (amount: number): void => {
      if (this.countsAddresses) this.addresses.take(address, PER_ADDRESS, amount);
      if (account !== undefined) this.accounts.take(account, PER_ACCOUNT, amount);
    };
    add(1);
    return () => add(-1);
  }
}

const wait = (left: number, perSecond: number): number => (left >= 1 ? 0 : Math.ceil((1 - left) / perSecond));

/** Returns the error for an attempt that must wait. */
export const tooManyAttempts = (seconds: number): ServiceError =>
  new ServiceError('SIGN_IN_ATTEMPTS_TOO_MANY', `signing in failed too often; retry in ${seconds} seconds`);
