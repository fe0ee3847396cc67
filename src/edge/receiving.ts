/** Bytes of WebSocket messages that were not handed on yet: they are not whole, or wait behind others. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ByteBudget, HeldBytes } from './byte-budget.js';
import type { Holder } from './holders.js';
import { BYTES_PER_FRAME, Frames } from './frames.js';

/** Sizes that were taken from a queue before their room is given back. */
const MAX_TAKEN = 1024;

/** Counts what a socket receives until it is handed on. A socket that may hold no more is cut. */
export class Receiving {
  private held: HeldBytes;
  private readonly frames = new Frames();
  /** Pieces of what is not whole. */
  private pieces = 0;
  /** Sizes of what is whole and not handed on, from `next` on, and their sum. */
  private readonly whole: number[] = [];
  private next = 0;
  private waiting = 0;
  /** Which message was not whole when this was asked before. */
  private unfinished: number | undefined;
  private over = false;

  constructor(
    ws: WebSocket,
    socket: Socket,
    private readonly budget: ByteBudget,
    holder: Holder,
  ) {
    this.held = budget.open(holder);
    // ws hands on what a piece makes whole in later turns, so it is known here before.
    socket.on('data', (piece: Buffer) => {
      try {
        this.take(piece);
      } catch {
        ws.terminate();
      }
    });
    // A whole message is counted by what is done with it.
    for (const event of ['message', 'ping', 'pong'] as const) ws.on(event, () => this.handOn());
    ws.once('close', () => {
      this.over = true;
      this.held.release();
    });
  }

  /** Who sends is known now. Throws as `HeldBytes.take` does. */
  belongsTo(holder: Holder): void {
    this.held.release();
    this.held = this.budget.open(holder);
    this.count();
  }

  /** Whether the same message was not whole when this was asked before. */
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
