/**
 * Limits the bytes that were written for clients but that the clients have not read, over all transports. If the limit
 * is exceeded, one client is disconnected. It is chosen in three steps. The first step selects the workspace with the
 * most unsent bytes, where all unauthenticated callers count as one workspace. The second step selects its subject or
 * address with the most bytes. The third step selects the client that has had unsent bytes for the longest time.
 */
import type { Holder } from './holders.js';

/** A client and its unsent bytes. */
interface Client {
  holder: Holder;
  bytes: number;
  readonly cut: () => void;
}

/** Tracks the unsent bytes of one client. */
export interface Outbox {
  /** Number of unsent bytes. */
  readonly bytes: number;
  /** Counts newly written bytes. If this exceeds the limit, this client or another one is disconnected. */
  add(bytes: number): void;
  /** Counts bytes that the client has read. */
  take(bytes: number): void;
  /** Moves all bytes to another holder. */
  passTo(holder: Holder): void;
  /** Releases all bytes after the client has read them or has disconnected. Repeated calls have no effect. */
  close(): void;
}

export class Unsent {
  /** Clients with unsent bytes. The client that has had them for the longest time comes first. */
  private readonly waiting = new Set<Client>();
  private held = 0;

  constructor(readonly maxBytes: number) {}

  get bytes(): number {
    return this.held;
  }

  /** Starts tracking the unsent bytes of a client, beginning at 0. `cut` is called to disconnect the client. */
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

/** Groups clients by name. Returns the clients of the group with the most bytes in their original order. */
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
