/**
 * Limits failed sign-in attempts per account and per address. Attempts for accounts that do not exist are counted too.
 * Each process counts separately.
 */
import { ServiceError } from '../services/base/errors.js';
import { TokenBuckets } from './token-buckets.js';

/** Maximum number of tracked accounts and of tracked addresses. */
const MAX_TRACKED = 10_000;
/** Duration of a burst. A burst has as many failures as the rates below allow in this number of seconds. */
const BURST_SECONDS = 600;
/**
 * Allowed failures per second. An account may have ten failures at once, then one a minute. An address may have a
 * hundred, then ten a minute.
 */
const PER_ACCOUNT = 1 / 60;
const PER_ADDRESS = 1 / 6;

export class SignInAttempts {
  private readonly accounts: TokenBuckets;
  private readonly addresses: TokenBuckets;

  /** `countsAddresses` is false behind a proxy, because all callers then share its address. */
  constructor(
    nowMs: () => number,
    private readonly countsAddresses: boolean,
  ) {
    this.accounts = new TokenBuckets(MAX_TRACKED, nowMs, BURST_SECONDS);
    this.addresses = new TokenBuckets(MAX_TRACKED, nowMs, BURST_SECONDS);
  }

  /**
   * Returns the name under which an attempt waits for its turn. This is the address or, behind a proxy, the account.
   */
  askerOf(address: string, account?: string): string {
    return this.countsAddresses ? address : (account ?? address);
  }

  /** Returns the number of seconds until another attempt is allowed, or 0 if it is allowed now. */
  waitOf(address: string, account?: string): number {
    const waits = [
      ...(this.countsAddresses ? [wait(this.addresses.left(address, PER_ADDRESS), PER_ADDRESS)] : []),
      ...(account === undefined ? [] : [wait(this.accounts.left(account, PER_ACCOUNT), PER_ACCOUNT)]),
    ];
    return Math.max(0, ...waits);
  }

  /**
   * Counts an attempt before its work begins, so that concurrent attempts are limited too. Returns a function that
   * reverts the count. It must be called unless the attempt fails.
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
