/**
 * Bytes that were written for clients which have not taken them yet, over all doors. Beyond the limit room is made
 * where most is held: among all workspaces and addresses, then among its subjects, whoever has waited longest is cut.
 */
import type { Holder } from './holders.js';

/** What waits for one client. */
interface Client {
  holder: Holder;
  bytes: number;
  readonly cut: () => void;
}

/** What was written for one client and not taken. */
export interface Outbox {
  /** Bytes that wait. */
  readonly bytes: number;
  /** More was written; this client or another may be cut. */
  add(bytes: number): void;
  /** The client took so many. */
  take(bytes: number): void;
  /** Everything is another holder's from now on. */
  passTo(holder: Holder): void;
  /** The client took everything, or left. Twice does no harm. */
  close(): void;
}

export class Unsent {
  /** Clients for which something waits, those that have waited longest first. */
  private readonly waiting = new Set<Client>();
  private held = 0;

  constructor(readonly maxBytes: number) {}

  get bytes(): number {
    return this.held;
  }

  /** Nothing waits yet. `cut` ends the client; nothing is counted for it any more. */
  open(holder: Holder, cut: () => void): Outbox {
    const client: Client = { holder, bytes: 0, cut };
    let isOpen = true;
    const add = (bytes: number): void => {
      if (isOpen) this.add(client, bytes);
    };
    const close = (): void => {
      add(-client.bytes);
      isOpen = false;
    };
    return {
      get bytes() {
        return client.bytes;
      },
      add: (bytes) => {
        add(bytes);
        this.makeRoom();
      },
      take: (bytes) => add(-Math.min(bytes, client.bytes)),
      passTo: (next) => {
        client.holder = next;
      },
      close,
    };
  }

  private add(client: Client, bytes: number): void {
    client.bytes += bytes;
    this.held += bytes;
    if (client.bytes === 0) this.waiting.delete(client);
    else this.waiting.add(client);
  }

  private makeRoom(): void {
    while (this.held > this.maxBytes) {
      const workspace = heaviest([...this.waiting], ({ holder }) => holder[0]);
      const [longest] = heaviest(workspace, ({ holder }) => holder[1] ?? '');
      this.add(longest, -longest.bytes);
      longest.cut();
    }
  }
}

/** The clients of the name that holds most, in their order. */
function heaviest(clients: readonly Client[], nameOf: (client: Client) => string): readonly Client[] {
  const names = new Map<string, { bytes: number; readonly clients: Client[] }>();
  for (const client of clients) {
    const name = nameOf(client);
    let of = names.get(name);
    if (!of) names.set(name, (of = { bytes: 0, clients: [] }));
    of.bytes += client.bytes;
    of.clients.push(client);
  }
  let most = { bytes: 0, clients: [] as Client[] };
  for (const of of names.values()) if (of.bytes > most.bytes) most = of;
  return most.clients;
}
