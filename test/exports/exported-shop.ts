/** A random shop whose tables are exported, and the commands that export it and query the tables. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { EventFact, KeyClass, OrderLine } from '../../src/engine/types.js';
import { writeTables } from '../../src/cli/export/write-tables.js';
import { filledTables } from '../../src/cli/sql/run.js';
import { SqlSession } from '../../src/cli/sql/session.js';
import { formatDecimal } from '../../src/engine/values/decimal.js';
import type { Stores } from '../../src/services/base/ports.js';
import { enter } from '../../src/services/base/room.js';
import { strataCommand } from '../support/command.js';
import type { Dice } from '../support/dice.js';
import { orderFact } from '../support/random-orders.js';
import type { Caller, Loose, TestServer } from '../support/server.js';

export const NOW = Date.UTC(2026, 3, 15, 9, 30);
export const ZONE = 'America/New_York';
const DAY = 86_400_000;
const HOUR = 3_600_000;

export const iso = (at: number): string => new Date(at).toISOString();

const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{code}}}';
const CLASSES: readonly KeyClass[] = ['SERVER', 'IMPORT', 'PUBLIC'];
const TYPES = ['order_paid', 'order_paid', 'order_paid', 'order_placed', 'order_refunded', 'order_cancelled'];
const VISITS = ['page_viewed', 'page_viewed', 'app_opened', 'visit', 'product_viewed', '下单成功'];

const lineInput = ({ quantity, amount, ...rest }: OrderLine): object => ({
  ...rest,
  quantity: formatDecimal(quantity),
  ...(amount === undefined ? {} : { amount: formatDecimal(amount) }),
});

/** Returns the event input of a random fact about an order. The ids of orders are those of the customer. */
function orderInput(owner: string, fact: Omit<EventFact, 'id' | 'type' | 'at'>): object {
  const { orderId, amount, currency, lines, paymentId, refundId, properties } = fact;
  return {
    order: {
      ...(orderId === undefined ? {} : { orderId: `${owner}-${orderId}` }),
      ...(amount === undefined ? {} : { amount: formatDecimal(amount) }),
      ...(currency === undefined ? {} : { currency }),
      ...(lines ? { lines: lines.map(lineInput) } : {}),
      ...(paymentId === undefined ? {} : { paymentId }),
      ...(refundId === undefined ? {} : { refundId }),
    },
    ...(properties ? { properties: { channel: properties.channel } } : {}),
  };
}

/** Fills a workspace with random events of customers and receipts. Returns the number of accepted events. */
export async function fillShop(
  server: TestServer,
  dice: Dice,
  { workspace, customers }: { readonly workspace: string; readonly customers: number },
): Promise<number> {
  const events: { readonly keyClass: KeyClass; readonly input: object }[] = [];
  for (let c = 0; c < customers; c++) {
    const isReceipt = c % 8 === 7;
    const identities = [
      isReceipt ? { namespace: 'receipt', value: `r${c}` } : { namespace: 'member_id', value: `m${c}` },
    ];
    const count = dice.int(1, 22);
    for (let i = 0; i < count; i++) {
      const type = dice.chance(0.55) ? dice.pick(TYPES) : dice.pick(VISITS);
      const fact = type.startsWith('order_') ? orderFact(dice, type) : undefined;
      const at = NOW - dice.int(0, 70) * DAY - dice.int(0, 30) * HOUR - dice.int(0, 2);
      const input = {
        ...{ messageId: `${c}-${i}`, type, identities, occurredAt: iso(at), source: 'till' },
        ...(fact ? orderInput(`${c}`, fact) : { properties: { channel: dice.pick(['app', 'web', '小程序']) } }),
      };
      events.push({ keyClass: fact?.keyClass ?? 'SERVER', input });
    }
  }
  let accepted = 0;
  for (const keyClass of CLASSES) {
    const sender = server.caller(workspace, ['events:write', 'events:source:*'], 'till', 3600, keyClass);
    const own = events.filter((event) => event.keyClass === keyClass).map(({ input }) => input);
    for (let from = 0; from < own.length; from += 1000)
      accepted += (await sender.ask(INGEST, { e: own.slice(from, from + 1000) })).ingestEvents.accepted;
  }
  return accepted;
}

/** Returns the id of the customer with a member id. */
export async function customerOf(admin: Caller, value: string): Promise<string> {
  const query = 'query($i:IdentityInput!){profile(identity:$i){id}}';
  return (await admin.ask(query, { i: { namespace: 'member_id', value } })).profile.id;
}

interface Here {
  readonly rows?: number;
  readonly personal?: boolean;
  readonly stores?: Stores;
}

/** Runs commands in a folder of exports. */
export class Exports {
  constructor(
    private readonly server: TestServer,
    readonly folder: string,
  ) {}

  path(name: string): string {
    return join(this.folder, name);
  }

  strata(...args: readonly string[]): ReturnType<typeof strataCommand> {
    return strataCommand(this.server, this.folder, args);
  }

  /** Exports a workspace. The command must succeed. */
  async write(workspace: string, name: string, ...more: readonly string[]): Promise<string> {
    const { code, output } = await this.strata('export', '--parquet', name, '--workspace', workspace, ...more);
    assert.equal(code, 0, output);
    return output;
  }

  /** Exports a workspace in this process. `stores` defaults to those of the server. */
  async here(workspace: string, name: string, { rows = 500_000, personal = false, stores }: Here = {}): Promise<void> {
    const { services } = this.server.running;
    const room = await enter(services, workspace);
    const options = { personal, rows, onProgress: () => undefined };
    const { unsettled } = await writeTables(stores ?? services.stores, room, this.path(name), options);
    assert.equal(unsettled, 0);
  }

  /** Begins an export of the shop whose chunks have one customer each, and kills it as soon as `isTime` returns true. */
  interrupted(name: string, isTime: () => boolean): ReturnType<typeof strataCommand> {
    const args = ['export', '--parquet', name, '--workspace', 'shop', '--rows', '1'];
    let timer: NodeJS.Timeout | undefined;
    return strataCommand(this.server, this.folder, args, (kill) => {
      timer = setInterval(() => {
        if (isTime()) kill();
      }, 1);
    }).finally(() => clearInterval(timer));
  }

  /** Returns the rows of a query, or throws the message of its refusal. The query runs in this process. */
  async query(name: string, sql: string): Promise<readonly Loose[]> {
    const folder = this.path(name);
    const options = { filled: await filledTables(folder), memoryMb: 256, prefix: `${folder}/` };
    const session = await SqlSession.open(await import('@duckdb/node-api'), options);
    let text = '';
    try {
      const request = { sql, format: 'ndjson', withMark: false, rows: 1_000_000 } as const;
      await session.run(request, (piece) => void (text += piece));
    } finally {
      session.close();
    }
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }

  /** Runs a query by the command, which must fail. Returns the message. */
  async refusal(name: string, sql: string, ...more: readonly string[]): Promise<string> {
    const { code, output } = await this.strata('sql', '--dir', name, ...more, sql);
    assert.equal(code, 1, output);
    return output;
  }
}
