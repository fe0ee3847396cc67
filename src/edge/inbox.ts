/** Processes the messages of one socket in order. A reused id waits until the earlier operation with it has ended. */
import type { WebSocket } from 'ws';
import type { HeldBytes } from './byte-budget.js';
import type { Message } from './messages.js';

/** A known operation, until it has ended completely. */
interface Known {
  over: Promise<void>;
  /** The bytes held for its message. */
  readonly held: HeldBytes;
  /** The client has completed it. */
  completed: boolean;
  /** Called when the client completes it. */
  abandon?: () => void;
}

/** A message, the text that is not one, or undefined if it was refused. */
type Read = Message | string | undefined;

const noResult = (): void => undefined;

export class Inbox {
  /** Operations by id. */
  private readonly known = new Map<string, Known>();
  /** While set, later messages wait for it. */
  private held: Promise<void> | undefined;

  /**
   * `read` parses a text, a large one in several turns. It returns the text itself if it is not a message, or undefined
   * if it was refused. It may throw. `receive` processes the result, and resolves when its operation has ended completely.
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly read: (text: string, held: HeldBytes) => Read | Promise<Read>,
    private readonly receive: (message: Message | string) => Promise<void>,
  ) {}

  /** Whether an operation of this id is running. */
  has(id: string): boolean {
    return this.known.has(id);
  }

  /** Returns the running operation with an id. */
  operation(id: string): Known | undefined {
    return this.known.get(id);
  }

  /** Processes a message in order. graphql-ws identifies operations by id alone, so two may not overlap. */
  async take(text: string, held: HeldBytes): Promise<void> {
    // This is checked again after each wait, because the message before this one may have begun to wait.
    while (this.held) await this.held;
    const reading = this.read(text, held);
    // A suspended function keeps its parameters alive, so this function does not await the operation.
    return reading instanceof Promise ? this.passWhenRead(reading, held) : this.pass(reading, held);
  }

  /** Passes on a message that takes several turns to read. Later messages wait until then, so that the order stays. */
  private async passWhenRead(reading: Promise<Read>, held: HeldBytes): Promise<void> {
    let over: Promise<void> | undefined;
    const passed = reading.then((message) => void (over = this.pass(message, held)));
    await this.hold(passed.catch(noResult));
    await passed;
    return over;
  }

  private async pass(message: Read, held: HeldBytes): Promise<void> {
    if (message === undefined) return;
    if (typeof message === 'string') return this.receive(message);
    const { type, id } = message;
    // The caller must be authenticated before other messages of this socket are read.
    if (type === 'connection_init') {
      const known = this.receive(message);
      await this.hold(known.catch(() => undefined));
      return known;
    }
    if (typeof id !== 'string' || (type !== 'subscribe' && type !== 'complete')) return this.receive(message);
    const before = this.known.get(id);
    if (type === 'complete') {
      if (before) before.completed = true;
      before?.abandon?.();
      return this.receive(message);
    }
    if (before?.completed) await this.hold(before.over);
    const entry: Known = { over: Promise.resolve(), held, completed: false };
    // graphql-ws closes the socket for a second operation with the id of a running one.
    if (!this.known.has(id)) this.known.set(id, entry);
    const over = this.receive(message);
    entry.over = over.catch(() => undefined);
    try {
      await over;
    } finally {
      if (this.known.get(id) === entry) this.known.delete(id);
    }
  }

  private hold(until: Promise<void>): Promise<void> {
    this.socket.pause();
    const own = until.finally(() => {
      // The message that is passed on may have begun another wait.
      if (this.held !== own) return;
      this.held = undefined;
      this.socket.resume();
    });
    this.held = own;
    return own;
  }
}
