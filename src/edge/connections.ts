/** Limits the number of connections in total and per address, of WebSockets per token subject, and of transfers. */
import type { Socket } from 'node:net';
import type { Principal } from '../services/base/access.js';
import { Counter } from './counter.js';
import { DOWNLOADS, Transfers, UPLOADS } from './transfers.js';
import { networkOf, subjectOf } from './holders.js';

export interface ConnectionSettings {
  /** Maximum number of connections across all addresses. 0 disables the limit. */
  readonly maxConnections: number;
  /**
   * Maximum number of connections from one address. 0 disables the limit. Behind a proxy, all callers have the address
   * of the proxy.
   */
  readonly connectionsPerAddress: number;
  /** Maximum number of WebSockets per token subject. 0 disables the limit. */
  readonly socketsPerSubject: number;
}

const ALL = 'all';

export class Connections {
  readonly downloads = new Transfers(DOWNLOADS);
  readonly uploads = new Transfers(UPLOADS);
  private readonly total = new Counter();
  private readonly addresses = new Counter();
  private readonly subjects = new Counter();
  private count = 0;

  constructor(private readonly settings: ConnectionSettings) {}

  /** Number of open connections across all addresses. */
  get open(): number {
    return this.count;
  }

  /** Counts a connection until it closes. Returns an error message if a limit is reached. */
  take(socket: Socket): string | undefined {
    const { maxConnections, connectionsPerAddress } = this.settings;
    const leaveAll = this.total.take(ALL, maxConnections);
    if (!leaveAll) return `the server has at most ${maxConnections} connections; retry in a moment`;
    const leaveAddress = this.addresses.take(networkOf(socket.remoteAddress ?? ''), connectionsPerAddress);
    if (!leaveAddress) {
      leaveAll();
      return `an address has at most ${connectionsPerAddress} connections; close some`;
    }
    this.count++;
    socket.once('close', () => {
      this.count--;
      leaveAll();
      leaveAddress();
    });
    return undefined;
  }

  /**
   * Counts a WebSocket of a subject. Returns a function that must be called when the socket closes, or undefined if the
   * limit is reached.
   */
  takeSocket(caller: Principal): (() => void) | undefined {
    return this.subjects.take(subjectOf(caller), this.settings.socketsPerSubject);
  }

  get socketsPerSubject(): number {
    return this.settings.socketsPerSubject;
  }
}
