/**
 * Stores the intake log in the background. It writes at most a few times per second, however many requests arrive, and
 * no request waits for it.
 */
import {
  joined,
  KEPT_MESSAGES,
  lastMessages,
  senderText,
  withMessages,
  type LoggedMessage,
  type Sender,
  type Totals,
} from '../../engine/intake-log/intake-log.js';
import type { IntakeLog } from '../base/intake-log.js';
import type { Stores } from '../base/ports.js';
import type { Services } from '../base/services.js';

/** Pause between two writes of the log, in ms. */
const EVERY_MS = 250;
/**
 * Maximum number of buffered entries over all senders, about 4 MiB. Consecutive equal messages share one entry. Above
 * the limit, messages are counted but not stored.
 */
const MAX_WAITING = 20_000;
/** Maximum number of senders with buffered messages. Messages of additional senders are lost. */
const MAX_SENDERS = 5000;
/** Number of senders whose messages are stored concurrently. */
const AT_ONCE = 4;

interface Waiting {
  readonly workspace: string;
  readonly sender: Sender;
  messages: readonly LoggedMessage[];
  totals: Totals | undefined;
}

export class KeptIntakeLog implements IntakeLog {
  readonly capacity = MAX_WAITING;
  private senders = new Map<string, Waiting>();
  /** Number of buffered entries in `senders`. */
  private runs = 0;
  private running: Promise<void> | undefined;
  /** Resolve functions of pending `settled` calls. */
  private readonly waiters: (() => void)[] = [];
  /** Aborting this controller ends the pause between two writes. */
  private rest = new AbortController();

  constructor(
    private readonly stores: Pick<Stores, 'intakeLog' | 'workspaces'>,
    private readonly pause: Services['pause'],
  ) {}

  get waiting(): number {
    return this.runs;
  }

  note(workspace: string, sender: Sender, messages: readonly LoggedMessage[]): void {
    const key = `${workspace}|${senderText(sender)}`;
    let entry = this.senders.get(key);
    if (!entry) {
      if (this.senders.size >= MAX_SENDERS) return;
      this.senders.set(key, (entry = { workspace, sender, messages: [], totals: undefined }));
    }
    entry.totals = withMessages(entry.totals, messages);
    this.list(entry, joined(messages));
    this.running ??= this.run();
  }

  /**
   * Adds entries to the buffer of a sender. If the entries exceed the limit over all senders, the buffer of this sender
   * is emptied.
   */
  private list(entry: Waiting, added: readonly LoggedMessage[]): void {
    const others = this.runs - entry.messages.length;
    const kept = lastMessages([...entry.messages, ...added], KEPT_MESSAGES);
    entry.messages = others + kept.length <= MAX_WAITING ? kept : [];
    this.runs = others + entry.messages.length;
  }

  /**
   * Waits until everything noted so far is stored. This takes the running write and at most one more, even if messages
   * keep arriving.
   */
  async settled(): Promise<void> {
    if (!this.running) return;
    const stored = new Promise<void>((resolve) => this.waiters.push(resolve));
    this.rest.abort();
    await stored;
  }

  close(): Promise<void> {
    return this.settled();
  }

  /** Stores buffered messages until the buffer is empty. */
  private async run(): Promise<void> {
    // Wait one microtask, so that the caller has stored this promise in `running` before the loop begins.
    await Promise.resolve();
    while (this.senders.size > 0) {
      const batch = [...this.senders.values()];
      const waiters = this.waiters.splice(0);
      this.senders = new Map();
      this.runs = 0;
      this.rest = new AbortController();
      for (let i = 0; i < batch.length; i += AT_ONCE)
        await Promise.all(batch.slice(i, i + AT_ONCE).map((entry) => this.store(entry)));
      for (const resolve of waiters) resolve();
      // If a caller started waiting during this write, start the next write without a pause.
      if (this.waiters.length === 0) await this.pause(EVERY_MS, this.rest.signal);
    }
    this.running = undefined;
    for (const resolve of this.waiters.splice(0)) resolve();
  }

  /** Stores the messages of one sender. If this fails, the messages are lost, but no request is affected. */
  private async store({ workspace, sender, messages, totals }: Waiting): Promise<void> {
    try {
      // Write nothing for a removed workspace.
      if (!totals || !(await this.stores.workspaces.get(workspace))) return;
      await this.stores.intakeLog.record(workspace, sender, messages, totals);
    } catch {
      return;
    }
  }
}
