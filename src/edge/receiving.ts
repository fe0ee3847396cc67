/** Limits the bytes of WebSocket messages that are incomplete or that wait behind other messages. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ByteBudget, HeldBytes } from './byte-budget.js';
import type { Holder } from './holders.js';
import { BYTES_PER_FRAME, Frames } from './frames.js';

/** Number of consumed entries after which the queue of sizes is compacted. */
const MAX_TAKEN = 1024;

/**
 * Counts the bytes of received messages until the messages are passed to the handler. Disconnects a socket that exceeds
 * its budget.
 */
export class Receiving {
  private held: HeldBytes;
  private readonly frames = new Frames();
  /** Number of chunks in the incomplete message. */
  private pieces = 0;
  /**
   * Sizes of complete messages that have not been passed to the handler. Entries before the index `next` are already
   * consumed, and `waiting` is the sum of the others.
   */
  private readonly whole: number[] = [];
  private next = 0;
  private waiting = 0;
  /** Index of the message that was incomplete at the previous check. */
  private unfinished: number | undefined;
  private over = false;

  constructor(
    ws: WebSocket,
    socket: Socket,
    private readonly budget: ByteBudget,
    holder: Holder,
  ) {
    this.held = budget.open(holder);
    // ws emits complete messages in later turns of the event loop, so this listener counts the bytes before the handler
    // receives the messages.
    socket.on('data', (piece: Buffer) => {
      try {
        this.take(piece);
      } catch {
        ws.terminate();
      }
    });
    // When a message is passed to its handler, its bytes are subtracted here, because the handler counts them.
    for (const event of ['message', 'ping', 'pong'] as const) ws.on(event, () => this.handOn());
    ws.once('close', () => {
      this.over = true;
      this.held.release();
    });
  }

  /** Moves the bytes to the holder of the authenticated caller. Throws the errors of `HeldBytes.take`. */
  belongsTo(holder: Holder): void {
    this.held.release();
    this.held = this.budget.open(holder);
    this.count();
  }

  /** Whether the message that was incomplete at the previous check is still incomplete. */
  get stalled(): boolean {
    const unfinished = this.frames.open > 0 ? this.frames.messages : undefined;
    const stalled = unfinished !== undefined && unfinished === this.unfinished;
    this.unfinished = unfinished;
    return stalled;
  }

  private take(piece: Buffer): void {
    const { messages } = this.frames;
    for (const size of this.frames.take(piece)) {
      this.whole.push(size);
      this.waiting += size;
    }
    if (this.frames.open === 0) this.pieces = 0;
    else this.pieces = this.frames.messages === messages ? this.pieces + 1 : 1;
    this.count();
  }

  private handOn(): void {
    this.waiting -= this.whole[this.next++] ?? 0;
    if (this.next === this.whole.length || this.next > MAX_TAKEN) {
      this.whole.splice(0, this.next);
      this.next = 0;
    }
    this.count();
  }

  private count(): void {
    this.held.release();
    if (this.over) return;
    this.held.take(this.waiting + this.frames.open + this.pieces * BYTES_PER_FRAME);
  }
}
