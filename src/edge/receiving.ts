/** Bytes of a WebSocket message that has begun and is not whole yet. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { ByteBudget, HeldBytes, Holder } from './byte-budget.js';

/** Bytes of a control frame of a client beside its data. */
const CONTROL_HEAD = 6;

/** Counts what a socket receives until its message is whole. A socket that may hold no more is cut. */
export class Receiving {
  private held: HeldBytes;
  private pending = 0;
  private wasPending = false;

  constructor(
    ws: WebSocket,
    socket: Socket,
    private readonly budget: ByteBudget,
    holder: Holder,
  ) {
    this.held = budget.open(holder);
    socket.on('data', (piece: Buffer) => {
      try {
        this.held.take(piece.length);
        this.pending += piece.length;
      } catch {
        ws.terminate();
      }
    });
    // A whole message is counted by what is done with it.
    ws.on('message', () => this.restart());
    for (const event of ['ping', 'pong'] as const)
      ws.on(event, (data: Buffer) => this.restart(this.pending - CONTROL_HEAD - data.length));
    ws.once('close', () => this.held.release());
  }

  /** Who sends is known now. */
  belongsTo(holder: Holder): void {
    this.held.release();
    this.held = this.budget.open(holder);
    this.pending = 0;
  }

  /** Whether the same message was not whole when this was asked before. */
  get stalled(): boolean {
    const stalled = this.wasPending && this.pending > 0;
    this.wasPending = this.pending > 0;
    return stalled;
  }

  private restart(pending = 0): void {
    this.held.release();
    this.pending = Math.max(0, pending);
    if (this.pending > 0) this.held.take(this.pending);
    else this.wasPending = false;
  }
}
