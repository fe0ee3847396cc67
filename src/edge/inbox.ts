/**
 * Processes the messages of one socket in order. A message that reuses an operation id waits until the earlier
 * operation with that id has ended.
 */
import type { WebSocket } from 'ws';
import type { HeldBytes } from './byte-budget.js';
import type { Message } from './messages.js';

/** An operation that has not ended completely. */
interface Known {
  over: Promise<void>;
  /** The bytes held for the message of the operation. */
  readonly held: HeldBytes;
  /** Whether the client has completed the operation. */
  completed: boolean;
  /** Stops the operation. Called if the client completes it. */
  abandon?: () => void;
}

/** The result of parsing a text: a message, the text itself if it is not a message, or undefined if it was rejected. */
type Read = Message | string | undefined;

const noResult = (): void => undefined;

export class Inbox {
  /** Running operations by id. */
  private readonly known = new Map<string, Known>();
  /** Resolves when the current message has been processed. Later messages wait for this promise. */
  private held: Promise<void> | undefined;

  /**
   * `read` parses a text, in several turns if the text is large. It returns the text itself if it is not a message, or
   * undefined if it was rejected. It may throw. `receive` processes the result, and resolves when the operation has
   * ended completely.
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly read: (text: string, held: HeldBytes) => Read | Promise<Read>,
    private readonly receive: (message: Message | string) => Promise<void>,
  ) {}

  /** Returns whether an operation with this id is running. */
  has(id: string): boolean {
    return this.known.has(id);
  }

  /** Returns the running operation with this id, or undefined if there is none. */
  operation(id: string): Known | undefined {
    return this.known.get(id);
  }

  /**
   * Processes the next message. graphql-ws identifies an operation only by its id, so an operation waits until an
   * earlier operation with the same id has ended.
   */
  async take(text: string, held: HeldBytes): Promise<void> {
    // After each wait, `held` is checked again, because another message may have set it in the meantime.
    while (this.held) await this.held;
    const reading = this.read(text, held);
    // A suspended function keeps its parameters in memory, so this function does not wait for the operation.
    return reading instanceof Promise ? this.passWhenRead(reading, held) : this.pass(reading, held);
  }

  /** Passes on a message that is read in several turns. Later messages wait until then, so that the order is kept. */
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
    // The next message of the socket is not processed until the caller is authenticated.
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
    // If an operation with this id is running, the new one is not registered. graphql-ws then closes the socket,
    // because the id is used twice.
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
      // During this wait, another message may have replaced `held` with a wait of its own.
      if (this.held !== own) return;
      this.held = undefined;
      this.socket.resume();
    });
    this.held = own;
    return own;
  }
}
