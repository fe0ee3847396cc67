/**
 * Limits the bytes that were written for clients and not read by them, over all transports. Above the limit, it selects
 * the workspace (or the unauthenticated group) with the most bytes, then its heaviest subject or address, and
 * disconnects the client of it that has had unsent bytes for longest.
 */
import type { Holder } from './holders.js';

/** A client and its unsent bytes. */
interface Client {
  holder: Holder;
  bytes: number;
  readonly cut: () => void;
}

/** Account of the unsent bytes of one client. */
export interface Outbox {
  /** Number of unsent bytes. */
  readonly bytes: number;
  /** Counts newly written bytes. This client or another one may be disconnected. */
  add(bytes: number): void;
  /** Counts bytes that the client has read. */
  take(bytes: number): void;
  /** Moves all bytes to another holder. */
  passTo(holder: Holder): void;
  /** Releases all bytes when the client has read them or left. Repeated calls have no effect. */
  close(): void;
}

export class Unsent {
  /** Clients with unsent bytes, longest waiting first. */
  private readonly waiting = new Set<Client>();
  private held = 0;

  constructor(readonly maxBytes: number) {}

  get bytes(): number {
    return this.held;
  }

  /** Opens an account without unsent bytes. `cut` disconnects the client. */
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

/** Groups clients by name and returns the group with the most bytes, in order. */
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
