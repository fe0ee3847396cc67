/** Sends messages to one WebSocket and counts their bytes until the client reads them. */
import type { WebSocket } from 'ws';
import type { Holder } from './holders.js';
import type { Outbox, Unsent } from './unsent.js';

/** Maximum number of unsent bytes for one client. */
const MAX_WAITING = 16 * 1024 * 1024;
/** Number of unsent bytes below which a client counts as fast enough. */
const FAIR_WAITING = 64 * 1024;
/** Measured heap overhead of a message, in addition to its bytes. */
const BYTES_PER_MESSAGE = 512;
/** Maximum number of consecutive checks without progress. After more, the client counts as stalled. */
const MAX_IDLE_LOOKS = 8;

export class Sending {
  private readonly outbox: Outbox;
  /** Whether a message has been sent completely since the last check. */
  private isMoving = false;
  private idleLooks = 0;
  /** Whether a pong is being sent, and the data of the latest ping that has arrived since. */
  private isPongWaiting = false;
  private nextPong: Buffer | undefined;

  constructor(
    private readonly ws: WebSocket,
    unsent: Unsent,
    holder: Holder,
  ) {
    this.outbox = unsent.open(holder, () => ws.terminate());
    ws.on('ping', (data: Buffer) => this.pong(data));
    ws.once('close', () => this.outbox.close());
  }

  /** Moves the unsent bytes to the holder of the authenticated caller. */
  belongsTo(holder: Holder): void {
    this.outbox.passTo(holder);
  }

  /**
   * Sends a message. If the client reads fast enough, the promise resolves immediately. Otherwise, it resolves when the
   * message is written.
   */
  send(text: string): Promise<void> {
    const { ws } = this;
    if (ws.readyState !== ws.OPEN) return Promise.resolve();
    if (ws.bufferedAmount > MAX_WAITING) {
      ws.terminate();
      return Promise.resolve();
    }
    const bytes = Buffer.byteLength(text) + BYTES_PER_MESSAGE;
    this.outbox.add(bytes);
    return new Promise((resolve) => {
      // Errors are ignored, because the close event reports a disconnected client.
      ws.send(text, () => {
        this.outbox.take(bytes);
        this.isMoving = true;
        resolve();
      });
      // If the client reads fast enough, the promise resolves before the message is written. An operation that has
      // ended then does not wait for its last item, because the client may already reuse its id.
      if (ws.bufferedAmount < FAIR_WAITING) resolve();
    });
  }

  /** Sends a ping to check whether the client is still connected. */
  ping(): void {
    if (this.ws.readyState === this.ws.OPEN) this.ws.ping();
  }

  /** Returns whether the client has made no progress for too long. Must be called at regular intervals. */
  isStalled(): boolean {
    this.idleLooks = this.outbox.bytes > 0 && !this.isMoving ? this.idleLooks + 1 : 0;
    this.isMoving = false;
    return this.idleLooks > MAX_IDLE_LOOKS;
  }

  /** Sends a pong. While a pong is being sent, only the data of the latest ping is stored. Source: RFC 6455, 5.5.3. */
  private pong(data: Buffer): void {
    if (this.isPongWaiting) {
      this.nextPong = data;
      return;
    }
    this.isPongWaiting = true;
    this.ws.pong(data, false, () => {
      this.isPongWaiting = false;
      const next = this.nextPong;
      this.nextPong = undefined;
      if (next && this.ws.readyState === this.ws.OPEN) this.pong(next);
    });
  }
}
