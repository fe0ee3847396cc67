/** Generates a random shop for coupon reports. The same facts exist as events and as rows of an SQL database. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dice } from '../support/random-world.js';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

export const COUPONS = [
  { key: 'five', code: 'FIVE-5', kind: 'FIXED_AMOUNT', faceValue: '5', channel: 'app', campaign: 'spring' },
  { key: 'ten', kind: 'FIXED_AMOUNT', faceValue: '10', channel: 'web', campaign: 'spring' },
  {
    key: 'twenty',
    code: '满百减20',
    kind: 'FULL_REDUCTION',
    faceValue: '20',
    threshold: '100',
    channel: 'app',
    validFor: 'P14D',
  },
  { key: 'kept', kind: 'FIXED_AMOUNT', faceValue: '7', returnOnRefund: false },
  // These terms restrict only claims and uses that the server decides, not reported ones.
  {
    key: 'present',
    kind: 'GIFT',
    faceValue: '12',
    products: { skus: ['s'], excluded: { brands: ['b'] } },
    eligible: 'count(order_paid) = 0',
    perCustomerLimit: 1,
    totalLimit: 3,
    costLimit: '15',
    costBearer: 'brand',
  },
  {
    key: 'third',
    kind: 'BUY_N_GET_M',
    buy: 2,
    get: 1,
    products: { bundle: ['s', 'r'] },
    gifts: { categories: ['a/b'] },
    store: 's1',
    platform: 'app',
    validFor: 'P9D',
  },
] as const;
type Coupon = (typeof COUPONS)[number];
const faceOf = (coupon: Coupon): string | undefined => ('faceValue' in coupon ? coupon.faceValue : undefined);
const daysOf = (coupon: Coupon): number => ('validFor' in coupon ? Number(/\d+/.exec(coupon.validFor)![0]) : Infinity);
/** Keys of the packs that claims can name. */
const PACKS = ['start', 'baby'] as const;

export interface Fact {
  /** True if the event is sent with a public write key. */
  readonly public?: boolean;
  readonly messageId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly identities: object[];
  readonly properties?: Record<string, unknown>;
  readonly order?: object;
  readonly coupon?: string;
}

interface Said {
  readonly coupon?: string | undefined;
  readonly order?: string;
  readonly claim?: string;
  readonly pack?: string | undefined;
  readonly discount?: string | undefined;
  readonly amount?: string | undefined;
  readonly variant?: string;
  readonly payment?: string;
  readonly public?: boolean;
  readonly currency?: string;
  /** Whether the refund lists the returned goods as lines, although the order has no lines. */
  readonly byLines?: boolean;
}

/** Returns a name of the coupon: its key, its key in a different letter case, or its printed code. */
function spelled(key: string, n: number): string {
  const coupon = COUPONS.find((c) => c.key === key);
  const code = coupon && 'code' in coupon ? coupon.code : key;
  return [key, code, key.toUpperCase(), ` ${code.toLowerCase()}`][n % 4];
}

const text = (v: string | undefined): string => (v === undefined ? 'NULL' : `'${v}'`);
const amountOf = (cents: number): string => (cents / 100).toFixed(2);

function orderOf({ order, amount, byLines, payment, currency }: Said): object {
  const lines = amount && byLines ? { lines: [{ sku: 's', amount }] } : undefined;
  return {
    orderId: order,
    ...(lines ?? (amount ? { amount } : {})),
    ...(payment ? { paymentId: payment } : {}),
    ...(currency ? { currency } : {}),
  };
}

function factOf(type: string, o: Said): Partial<Fact> {
  if (type.startsWith('order_'))
    return {
      order: orderOf(o),
      ...(o.coupon ? { coupon: o.coupon } : {}),
      ...(o.discount ? { properties: { discount: Number(o.discount) } } : {}),
    };
  return {
    properties: {
      ...(o.coupon ? { couponId: o.coupon } : {}),
      ...(o.claim ? { claimId: o.claim } : {}),
      ...(o.pack ? { pack: o.pack } : {}),
      ...(o.order ? { orderId: o.order } : {}),
      ...(o.discount ? { discount: Number(o.discount) } : {}),
      ...(o.variant ? { experiment: 'lot', variant: o.variant } : {}),
    },
  };
}

export class RandomShop {
  readonly events: Fact[] = [];
  /**
   * Rows of the SQL table of facts. The columns are customer, type, at, coupon, order, claim, discount, amount,
   * variant, payment, rank of the key, currency, number and pack.
   */
  readonly rows: string[][] = [];

  /** Currency of the order whose reports are being added. Undefined means that its reports state none. */
  private currency: string | undefined;

  constructor(
    private readonly d: Dice,
    private readonly now: number,
    customers: number,
  ) {
    for (let c = 0; c < customers; c++) this.customer(c);
  }

  private add(customer: number, type: string, at: number, said: Said = {}): void {
    const n = this.events.length + 1;
    const isOrder = ['order_paid', 'order_completed'].includes(type);
    const o = isOrder && this.currency ? { ...said, currency: this.currency } : said;
    this.events.push({
      messageId: `g${n}`,
      type,
      occurredAt: new Date(at).toISOString(),
      identities: [{ namespace: 'member_id', value: `C${customer}` }],
      ...(o.public ? { public: true } : {}),
      ...factOf(type, o.coupon ? { ...o, coupon: spelled(o.coupon, n) } : o),
    });
    this.rows.push([
      String(customer),
      `'${type}'`,
      String(at),
      text(o.coupon),
      text(o.order),
      text(o.claim),
      o.discount ?? 'NULL',
      o.amount ?? 'NULL',
      text(o.variant),
      text(o.payment),
      o.public ? '2' : '0',
      text(o.currency),
      String(n),
      text(o.pack),
    ]);
  }

  private customer(c: number): void {
    const { d } = this;
    const begin = this.now - d.int(46, 170) * DAY;
    const variant = (): string => d.pick(['low', 'high', 'none']);
    if (d.chance(0.8)) this.add(c, 'experiment_assigned', begin + d.int(0, 20) * DAY, { variant: variant() });
    if (d.chance(0.1)) this.add(c, 'experiment_assigned', begin + 21 * DAY, { variant: variant() });
    for (let v = d.int(0, 7); v > 0; v--) {
      const at = begin + d.int(0, 39) * DAY + d.int(0, 23) * HOUR + c;
      const order = `o${c}-${v}`;
      this.currency = d.pick([undefined, undefined, undefined, 'CNY', 'USD']);
      const coupon = d.chance(0.55) ? d.pick(COUPONS) : undefined;
      if (coupon && d.chance(0.7)) this.claimed(c, at, order, coupon);
      else this.ordered(c, at, order, coupon);
      this.givenBack(c, at, order);
    }
  }

  private claimed(c: number, at: number, order: string, coupon: Coupon): void {
    const { d } = this;
    if (d.chance(0.5)) this.add(c, 'coupon_issued', at - 5 * DAY, { coupon: coupon.key });
    const claim = `k${order.slice(1)}`;
    const claimed = at - d.int(1, 16 * 24) * HOUR;
    const pack = d.chance(0.4) ? d.pick(PACKS) : undefined;
    this.add(c, 'coupon_claimed', claimed, { coupon: coupon.key, claim, pack });
    if (d.chance(0.2)) this.add(c, 'coupon_claimed', claimed + HOUR / 2, { coupon: coupon.key, claim });
    // A use names its claim only while the claim is valid.
    const inTime = at < claimed + daysOf(coupon) * DAY;
    if (!d.chance(0.75) || !inTime) return;
    // The discount can be less than the face value.
    const discount = `${Number(faceOf(coupon) ?? 9) - d.int(0, 3)}.25`;
    this.add(c, 'coupon_redeemed', at, { coupon: coupon.key, claim, order, discount });
    this.usedAgain(c, at, { coupon: coupon.key, claim, order });
    this.pay(c, at, order, d.int(100, 400) * 100 + 50, d.chance(0.6) ? { coupon: coupon.key } : {});
  }

  /** Adds events that return a use within the hour and use the coupon again on the same order, once or twice. */
  private usedAgain(c: number, at: number, use: Required<Pick<Said, 'claim' | 'order'>> & Said): void {
    const { d } = this;
    for (let n = d.chance(0.3) ? d.int(1, 2) : 0; n > 0; n--) {
      const returned = (at += 10 * MINUTE);
      this.add(c, 'coupon_returned', returned, use);
      if (d.chance(0.2)) return;
      this.add(c, 'coupon_redeemed', (at += 5 * MINUTE), { ...use, discount: `${d.int(1, 4)}.75` });
    }
  }

  /** Adds an order that names a coupon without a redemption event, or an order without a coupon. */
  private ordered(c: number, at: number, order: string, coupon: Coupon | undefined): void {
    const { d } = this;
    const named = coupon ? { coupon: coupon.key } : {};
    const discount = coupon && d.chance(0.7) ? { discount: `${faceOf(coupon) ?? 8}.5` } : {};
    this.pay(c, at, order, d.int(20, 300) * 100 + 25, { ...named, ...discount });
    if (d.chance(0.3)) this.add(c, 'order_completed', at + DAY, { order, amount: '1', ...named });
  }

  private givenBack(c: number, at: number, order: string): void {
    const { d } = this;
    if (d.chance(0.2))
      for (let n = d.int(1, 2); n > 0; n--)
        this.add(c, 'order_refunded', at + d.int(1, 100) * HOUR + n, {
          order,
          ...(d.chance(0.6) ? { amount: d.pick(['10.25', '10.25', '180.75']), byLines: d.chance(0.4) } : {}),
          ...(d.chance(0.2) ? { currency: 'USD' } : {}),
        });
    else if (d.chance(0.05)) this.add(c, 'order_cancelled', at + HOUR, { order });
  }

  /**
   * Adds one paid order. It is reported by the server alone, by the server and a page, twice, or as partial payments.
   */
  private pay(c: number, at: number, order: string, cents: number, o: Pick<Said, 'coupon' | 'discount'>): void {
    const { d } = this;
    const how = d.next();
    const paid = (after: number, amount: number, more: Said = o): void =>
      this.add(c, 'order_paid', at + after, { order, amount: amountOf(amount), ...more });
    if (how < 0.1) {
      // The order is reported twice, the second time with a corrected amount. Only the first report names the coupon.
      paid(0, cents - 500);
      return paid(9000, cents, { discount: o.discount });
    }
    if (how < 0.25) {
      paid(0, 1000, { ...o, payment: 'deposit' });
      paid(7000, cents - 1000, { ...o, payment: 'balance' });
      if (d.chance(0.5)) paid(8000, 1000, { ...o, payment: 'deposit' });
      return;
    }
    // A page reports a different amount, before or after the server. The server's report counts.
    if (how < 0.4) paid(d.pick([-5000, 5000]), cents + 700, { ...o, public: true });
    paid(0, cents);
  }
}

const couponRow = (coupon: Coupon): string => {
  const days = daysOf(coupon);
  const back = !('returnOnRefund' in coupon);
  return `('${coupon.key}','${coupon.kind}',${back},${days === Infinity ? 'NULL' : days},${faceOf(coupon) ?? 'NULL'})`;
};

/**
 * Creates a table of the facts, and the tables derived from it: reports, paid, backs, orders, named, uses and claims.
 */
export async function createTables(sql: DuckDBConnection, rows: readonly (readonly string[])[]): Promise<void> {
  await sql.run(
    'CREATE TABLE facts(customer INT, type TEXT, t BIGINT, coupon TEXT, ord TEXT, claim TEXT, discount DECIMAL(18,4), amount DECIMAL(18,4), variant TEXT, payment TEXT, rank INT, currency TEXT, n INT, pack TEXT)',
  );
  for (let i = 0; i < rows.length; i += 500) {
    const values = rows.slice(i, i + 500).map((r) => `(${r.join(',')})`);
    await sql.run(`INSERT INTO facts VALUES ${values.join(',')}`);
  }
  await sql.run(
    `CREATE TABLE coupons(key TEXT, kind TEXT, back BOOLEAN, days INT, face DECIMAL(18,4)); INSERT INTO coupons VALUES ${COUPONS.map(couponRow).join(',')}`,
  );
  // If an order has several reports, only those of the most trusted key count. The order has the first time and the
  // last amount of these reports. For partial payments, the last amount of each payment is added.
  await sql.run(
    `CREATE TABLE reports AS SELECT * FROM facts WHERE type IN ('order_paid', 'order_completed') QUALIFY rank = min(rank) OVER (PARTITION BY customer, type, ord)`,
  );
  await sql.run(
    `CREATE TABLE paid AS SELECT customer, ord, min(t) AS t, sum(amount) AS amount, coalesce(any_value(currency), 'CNY') AS currency FROM (SELECT customer, ord, min(t) AS t, arg_max(amount, t) AS amount, any_value(currency) AS currency FROM reports WHERE type = 'order_paid' GROUP BY customer, ord, payment) GROUP BY 1, 2`,
  );
  // A refund in another currency than its order is ignored, unless it returns the whole order.
  await sql.run(
    `CREATE TABLE backs AS SELECT a.customer, a.ord, greatest(a.t, p.t) AS t, p.t AS paid_at, p.amount AS paid, a.n, a.type = 'order_cancelled' OR a.amount IS NULL AS everything, coalesce(a.amount, 0) AS amount FROM facts a JOIN paid p ON p.customer = a.customer AND p.ord = a.ord WHERE a.type = 'order_cancelled' OR (a.type = 'order_refunded' AND (a.amount IS NULL OR coalesce(a.currency, p.currency) = p.currency))`,
  );
  // The amount of an order is its payment minus its refunds, and 0 in another currency than CNY. The order ends at the
  // time at which nothing is left.
  await sql.run(`CREATE TABLE orders AS WITH run AS (SELECT *, sum(amount) OVER (PARTITION BY customer, ord ORDER BY t, n) AS off FROM backs)
    SELECT p.customer, p.ord, p.t, min(r.t) FILTER (r.everything OR r.off >= p.amount) AS gone, CASE p.currency WHEN 'CNY' THEN p.amount - coalesce(sum(r.amount), 0) ELSE 0 END AS rest, p.currency = 'CNY' AS own FROM paid p LEFT JOIN run r ON r.customer = p.customer AND r.ord = p.ord GROUP BY p.customer, p.ord, p.t, p.amount, p.currency`);
  // Each order and coupon that a counted fact names together is a use. A redemption after a return is a separate use.
  // If several reports of an order name a coupon, the last one counts.
  await sql.run(`CREATE TABLE named AS SELECT customer, type, ord, coupon, claim, discount, t, (SELECT count(*) FROM facts b WHERE b.type = 'coupon_returned' AND b.customer = f.customer AND b.coupon = f.coupon AND b.ord = f.ord AND b.t < f.t) AS nth FROM facts f WHERE type = 'coupon_redeemed'
    UNION ALL SELECT customer, type, ord, arg_max(coupon, t) FILTER (coupon IS NOT NULL), NULL, arg_max(discount, t), min(t), 0 FROM reports GROUP BY customer, type, ord`);
  await sql.run(`CREATE TABLE uses AS SELECT f.customer, f.coupon, f.ord, min(f.t) AS t, max(f.claim) AS claim, CASE WHEN any_value(c.kind) = 'GIFT' THEN any_value(c.face) WHEN count(f.discount) > 0 AND NOT any_value(o.own) THEN 0 ELSE coalesce(max(f.discount) FILTER (f.type = 'coupon_redeemed'), max(f.discount), any_value(c.face), 0) END AS discount,
    coalesce(min(b.t), CASE WHEN any_value(c.back) THEN any_value(o.gone) END) AS given_back FROM named f JOIN coupons c ON c.key = f.coupon LEFT JOIN orders o ON o.customer = f.customer AND o.ord = f.ord
    LEFT JOIN facts b ON b.type = 'coupon_returned' AND b.customer = f.customer AND b.coupon = f.coupon AND b.ord = f.ord AND b.t > f.t
    WHERE f.ord IS NOT NULL AND f.coupon IS NOT NULL GROUP BY f.customer, f.coupon, f.ord, f.nth`);
  await sql.run(
    `CREATE TABLE claims AS SELECT customer, coupon, claim, min(t) AS t, arg_min(pack, t) AS pack FROM facts WHERE type = 'coupon_claimed' GROUP BY customer, coupon, claim`,
  );
}

/**
 * Creates a table of uses that were not returned, with the days since their claim. A use belongs to the claim that it
 * names. If it names no claim, it belongs to the earliest open claim that no other use names. The assignment is
 * computed row by row, because SQL cannot express the sequential rule.
 */
export async function createTaken(sql: DuckDBConnection): Promise<void> {
  type Row = Readonly<Record<string, string | number | null>>;
  const read = async (q: string): Promise<Row[]> => (await sql.runAndReadAll(q)).getRowObjectsJson() as Row[];
  const uses = await read('SELECT customer, coupon, t, claim, given_back, discount FROM uses ORDER BY t');
  const claims = await read('SELECT c.*, k.days FROM claims c JOIN coupons k ON k.key = c.coupon ORDER BY t');
  const named = new Set(uses.map((u) => `${u.customer}|${u.coupon}|${u.claim}`));
  const freeFrom = new Map<Row, number>();
  const rows: string[] = [];
  for (const u of uses) {
    const own = claims.filter((c) => c.customer === u.customer && c.coupon === u.coupon);
    const isFree = (c: Row): boolean => (freeFrom.get(c) ?? -Infinity) <= Number(u.t);
    const isOpen = (c: Row): boolean =>
      !named.has(`${c.customer}|${c.coupon}|${c.claim}`) &&
      Number(c.t) <= Number(u.t) &&
      (c.days === null || Number(u.t) < Number(c.t) + Number(c.days) * DAY);
    const claim = own.find((c) => isFree(c) && (u.claim === null ? isOpen(c) : c.claim === u.claim));
    if (!claim) continue;
    freeFrom.set(claim, u.given_back === null ? Infinity : Number(u.given_back));
    const days = (Number(u.t) - Number(claim.t)) / DAY;
    if (u.given_back === null) rows.push(`('${u.coupon}', ${days}, ${text(claim.pack?.toString())}, ${u.discount})`);
  }
  await sql.run(
    `CREATE TABLE taken(coupon TEXT, days DOUBLE, pack TEXT, discount DECIMAL(18,4)); INSERT INTO taken VALUES ${rows.join(',')}`,
  );
}
