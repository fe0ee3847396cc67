/** The messages of one socket in order: an id that is used again waits for the end of what had it before. */
import type { WebSocket } from 'ws';
import type { HeldBytes } from './byte-budget.js';
import type { Message } from './messages.js';

/** An operation until nothing of it is left. */
interface Known {
  over: Promise<void>;
  /** What its message holds. */
  readonly held: HeldBytes;
  /** The client needs no more of it. */
  completed: boolean;
  /** Called when the client needs no more of it. */
  abandon?: () => void;
}

export class Inbox {
  /** Operations by id. */
  private readonly known = new Map<string, Known>();
  /** Messages wait for this. */
  private held: Promise<void> | undefined;

  /**
   * `read` answers the message of a text, or the text of what is no message; undefined for what was refused. It may
   * throw. `receive` takes what was read, and resolves when nothing of its operation is left.
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly read: (text: string, held: HeldBytes) => Message | string | undefined,
    private readonly receive: (message: Message | string) => Promise<void>,
  ) {}

  /** Whether an operation of this id is running. */
  has(id: string): boolean {
    return this.known.has(id);
  }

  /** The operation of an id. */
  operation(id: string): Known | undefined {
    return this.known.get(id);
  }

  /** Takes a message in its turn. graphql-ws tells operations apart by id alone, so none may outlive its own. */
  async take(text: string, held: HeldBytes): Promise<void> {
    // Asked right before the message is taken: the one before it may have begun to wait.
    while (this.held) await this.held;
    const message = this.read(text, held);
    // A function that waits keeps its parameters, so none that has the text waits for an operation.
    return message === undefined ? undefined : this.pass(message, held);
  }

  private async pass(message: Message | string, held: HeldBytes): Promise<void> {
    if (typeof message === 'string') return this.receive(message);
    const { type, id } = message;
    // Who it is must be known before anything else of this socket is read.
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
    // A second one with the id of an operation that goes on closes the socket.
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
    this.held = until.finally(() => {
      this.held = undefined;
      this.socket.resume();
    });
    return this.held;
  }
}
