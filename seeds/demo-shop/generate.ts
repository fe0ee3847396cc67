/**
 * Generates a realistic Chinese e-commerce shop. Its customers visit, search, buy, return goods, use coupons and read
 * messages over half a year, each with individual habits. The same seed and anchor give the same data.
 */
import { memberNumber } from './definitions.js';
import type { EventInput } from '../../src/services/events/event-inputs.js';
import type { TagWriteInput } from '../../src/services/tags/tags.js';
import { Random } from '../random.js';
import { engagementOf, type TimedEvent } from './engagement.js';
import { COUPONS, CHILDREN, HABITS, LADDER, LADDER_DAYS, RARE, RARE_EVERY, type Habit } from './habits.js';
import { instantOf, isCovered, isSkipped, PLANTED, plantedFor, type Planted } from './planted-campaigns.js';
import { CITIES, delivered, introduction, PRODUCTS, QUERIES } from './goods.js';

export interface ShopOptions {
  readonly seed: number;
  readonly customers: number;
  /** The shop's current time in ms. All data lies before it. */
  readonly anchor: number;
}

export interface TimedTag {
  readonly at: number;
  readonly writer: 'helpdesk' | 'vendor' | 'shop-app';
  readonly verb: 'set' | 'record';
  readonly write: TagWriteInput;
}

export interface Shop {
  readonly events: readonly TimedEvent[];
  readonly tags: readonly TimedTag[];
  /** Time of the first event. */
  readonly begins: number;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
export const HISTORY_DAYS = 182;

export function generateShop(options: ShopOptions): Shop {
  const begins = options.anchor - HISTORY_DAYS * DAY;
  const events: TimedEvent[] = [];
  const tags: TimedTag[] = [];
  const root = new Random(options.seed);
  let previousDevice = 'DEV-000000';
  for (let i = 1; i <= options.customers; i++) {
    const customer = new CustomerStory(root.fork(i), i, begins, options.anchor, previousDevice);
    customer.tell();
    previousDevice = customer.device;
    events.push(...customer.events, ...engagementOf(root.fork(-i), customer.events, options.anchor));
    tags.push(...customer.tags);
  }
  events.sort((a, b) => a.arrives - b.arrives || (a.event.messageId < b.event.messageId ? -1 : 1));
  tags.sort((a, b) => a.at - b.at);
  return { events, tags, begins };
}

const iso = (at: number): string => new Date(at).toISOString();

class CustomerStory {
  readonly events: TimedEvent[] = [];
  readonly tags: TimedTag[] = [];
  readonly device: string;
  private readonly member: string;
  private n = 0;
  private orders = 0;

  constructor(
    private readonly r: Random,
    private readonly i: number,
    private readonly begins: number,
    private readonly anchor: number,
    otherDevice: string,
  ) {
    this.member = memberNumber(i);
    // Sometimes two customers share a device, like a family tablet.
    this.device = r.chance(0.03) ? otherDevice : `DEV-${this.member.slice(1)}`;
  }

  tell(): void {
    const { r } = this;
    const habit = r.weighted(HABITS);
    const anonymous = r.chance(0.03);
    // Most customers join on the first day of the half-year. The others join at random times during it.
    const joined = r.chance(0.85) ? this.begins + r.next() * DAY : this.begins + r.next() * (HISTORY_DAYS - 0.5) * DAY;
    const leaves = r.chance(0.05) ? joined + r.exponential(60) * DAY : this.anchor;
    const channel = r.weighted([
      ['app', 5],
      ['mini', 3],
      ['web', 2],
    ] as const);
    const alone = r.chance(0.5) ? channel : undefined;
    const at = (): string =>
      alone ??
      r.weighted([
        ['app', 5],
        ['mini', 3],
        ['web', 2],
      ] as const);

    // Adds anonymous browsing before registration.
    this.visit(joined - r.int(1, 40) * HOUR * 0.5, channel, true);
    if (anonymous) {
      for (let t = joined + r.exponential(20) * DAY; t < leaves; t += r.exponential(20) * DAY)
        this.visit(t, channel, true);
      return;
    }
    this.register(joined, channel);
    for (
      let t = joined + r.exponential(habit.visitEvery) * DAY;
      t < leaves;
      t += (0.3 + r.exponential(habit.visitEvery)) * DAY
    )
      this.visit(t, at(), r.chance(0.15));
    if (RARE[this.i % RARE_EVERY]) this.rarely(RARE[this.i % RARE_EVERY], habit);
    else if (!r.chance(0.03))
      for (
        let t = joined + r.exponential(habit.orderEvery / 2) * DAY;
        t < leaves;
        t += (0.5 + r.exponential(habit.orderEvery)) * DAY
      )
        this.order(t, at(), habit);
    this.service(joined, leaves);
    this.ladder(joined, leaves, habit);
    for (const campaign of PLANTED) this.campaign(campaign, joined, leaves, habit);
    this.family();
  }

  /** Whether a fanatic of promotion skips an order, because a campaign promised a sale. */
  private waitsForSale(at: number, order: number): boolean {
    const sales = PLANTED.filter(({ effect }) => effect === 'fanatics wait');
    return sales.some((sale) => isSkipped(sale, this.i, order) && isCovered(sale, this.anchor, at));
  }

  /** Assigns a customer to a campaign of the past, and adds the order that the campaign brings. */
  private campaign(campaign: Planted, joined: number, leaves: number, habit: Habit): void {
    const at = instantOf(campaign, this.anchor);
    if (joined >= at || leaves < at) return;
    const orders = this.events.filter(({ event }) => event.type === 'order_paid').map((order) => order.at);
    const planted = plantedFor(campaign, this.i, { at, orders });
    if (!planted) return;
    this.add('experiment_assigned', at, { properties: { ...planted.assignment } });
    if (planted.orderAt !== undefined) this.order(planted.orderAt, 'app', habit);
  }

  private add(type: string, at: number, more: Partial<EventInput> = {}, anonymous = false): void {
    if (at >= this.anchor || at < this.begins - 40 * DAY) return;
    const { r } = this;
    const messageId = `${this.member}-${++this.n}`;
    const identities = anonymous
      ? [{ namespace: 'device_id', value: this.device }]
      : [{ namespace: 'member_id', value: this.member }];
    const event: EventInput = {
      messageId,
      type,
      occurredAt: iso(Math.floor(at)),
      source: 'shop-app',
      identities,
      ...more,
    };
    // Simulates lost connections: one event in fifty arrives hours or days late, and one in a hundred arrives twice.
    const arrives = r.chance(0.02) ? at + r.exponential(20) * HOUR : at;
    this.events.push({ at, arrives: Math.min(arrives, this.anchor - 1), event });
    if (r.chance(0.01))
      this.events.push({ at, arrives: Math.min(arrives + r.exponential(3) * HOUR, this.anchor - 1), event });
  }

  private tag(
    writer: TimedTag['writer'],
    tag: string,
    value: unknown,
    at: number,
    verb: TimedTag['verb'] = 'set',
  ): void {
    if (at >= this.anchor) return;
    this.tags.push({
      at,
      writer,
      verb,
      write: {
        tag,
        value,
        observedAt: iso(Math.floor(at)),
        identities: [{ namespace: 'member_id', value: this.member }],
      },
    });
  }

  private register(at: number, channel: string): void {
    const { r } = this;
    const phone = `138${String(10_000_000 + this.i * 37).slice(-8)}`;
    this.add('registered', at, {
      properties: { channel, ...introduction(this.i) },
      identities: [
        { namespace: 'member_id', value: this.member },
        { namespace: 'device_id', value: this.device },
        { namespace: 'phone', value: phone },
      ],
    });
    this.tag('shop-app', 'registered_at', iso(Math.floor(at)), at + 1000);
    const city = r.weighted(CITIES);
    if (r.chance(0.85)) this.tag('helpdesk', 'home_city', city, at + 2000);
    // Some customers give a different value later, which is stored as a conflict.
    if (r.chance(0.02)) this.tag('helpdesk', 'home_city', r.weighted(CITIES), at + 20 * DAY);
    if (r.chance(0.7))
      this.tag(
        'shop-app',
        'gender',
        r.weighted([
          ['female', 6],
          ['male', 4],
        ] as const),
        at + 3000,
      );
    if (r.chance(0.4))
      this.tag(
        'shop-app',
        'birthday',
        iso(Date.UTC(r.int(1962, 2006), r.int(0, 11), r.int(1, 28))).slice(0, 10),
        at + 4000,
      );
    this.tag('shop-app', 'member_level', 'bronze', at + 5000);
    if (r.chance(0.5))
      this.tag(
        'vendor',
        'income_band',
        r.weighted([
          ['low', 3],
          ['middle', 5],
          ['high', 2],
        ] as const),
        at + r.exponential(20) * DAY,
      );
    if (r.chance(0.3))
      this.tag(
        'vendor',
        'interests',
        [r.pick(['beauty', 'sport', 'food']), r.pick(['travel', 'digital', 'family'])],
        at + r.exponential(25) * DAY,
      );
    if (r.chance(0.5)) this.coupon(at + 60_000, COUPONS[2]);
  }

  /** Adds a habit too rare to occur by chance: buying only with coupons, or buying once for a large amount. */
  private rarely(kind: string, habit: Habit): void {
    if (kind === 'fanatic')
      for (let n = 0; n < 5; n++) {
        const at = this.anchor - (8 + 20 * n) * DAY;
        if (!this.waitsForSale(at, n)) this.order(at, 'app', habit, COUPONS[n % COUPONS.length]);
      }
    else
      this.add('order_paid', this.anchor - 40 * DAY, {
        order: {
          orderId: `O${this.member.slice(1)}-1`,
          amount: '3798',
          lines: [
            {
              lineId: '1',
              sku: 'DG-503',
              name: '扫地机器人',
              brand: 'Ecovacs',
              category: 'Digital',
              quantity: 2,
              amount: '3798',
            },
          ],
        },
        properties: { channel: 'web', paymentMethod: 'card' },
      });
  }

  /** Half of the customers report a child. Customers who expect a child had a check-up a week ago. */
  private family(): void {
    const stage = CHILDREN[this.i % (2 * CHILDREN.length)];
    if (!stage) return;
    const day = iso(this.anchor + stage.days * DAY).slice(0, 10);
    this.tag('shop-app', stage.tag, day, this.anchor - Math.min(6, Math.abs(stage.days)) * DAY);
    if (stage.tag === 'due_date') this.add('checkup', this.anchor - 7.5 * DAY);
  }

  private coupon(
    at: number,
    coupon: { readonly id: string; readonly faceValue: number },
    use?: { readonly at: number; readonly orderId: string },
  ): void {
    const properties = {
      couponId: coupon.id,
      faceValue: coupon.faceValue,
      channel: 'app',
      claimId: `${this.member}-${coupon.id}-${this.n}`,
    };
    this.add('coupon_claimed', at, { properties });
    if (use)
      this.add('coupon_redeemed', use.at, {
        properties: { ...properties, orderId: use.orderId, discount: coupon.faceValue },
      });
  }

  /** Randomly assigns each customer who was active two months ago to a coupon of 5, 10 or 20 yuan, or to no coupon. */
  private ladder(joined: number, leaves: number, habit: Habit): void {
    const r = this.r.fork(77);
    const at = this.anchor - LADDER_DAYS * DAY;
    if (joined >= at || leaves < at) return;
    const rung = r.pick(LADDER);
    this.add('experiment_assigned', at, { properties: { experiment: 'price_ladder', variant: rung.variant } });
    if (rung.faceValue === 0) return;
    const coupon = { id: `ladder_${rung.faceValue}`, faceValue: rung.faceValue };
    this.add('coupon_issued', at, { properties: { couponId: coupon.id } });
    if (r.chance(rung.lift)) this.order(at + r.int(24, 20 * 24) * HOUR, 'app', habit, coupon);
    else if (r.chance(0.2)) this.coupon(at + r.int(1, 100) * HOUR, coupon);
  }

  private visit(at: number, channel: string, anonymous: boolean): void {
    const { r } = this;
    const who = anonymous;
    this.add(
      channel === 'app' ? 'app_opened' : channel === 'mini' ? 'screen_viewed' : 'page_viewed',
      at,
      { properties: { channel } },
      who,
    );
    let t = at;
    if (r.chance(0.3))
      this.add(
        'searched',
        (t += r.int(10, 90) * 1000),
        { properties: { query: r.pick(QUERIES), results: r.int(0, 60) } },
        who,
      );
    for (let k = r.int(0, 1); k > 0; k--) {
      const p = r.pick(PRODUCTS);
      this.add(
        'product_viewed',
        (t += r.int(15, 200) * 1000),
        { properties: { sku: p.sku, brand: p.brand, category: p.category, price: p.price } },
        who,
      );
    }
    if (!who && r.chance(0.12)) {
      const p = r.pick(PRODUCTS);
      this.add('added_to_cart', t + 30_000, {
        properties: { sku: p.sku, brand: p.brand, category: p.category, quantity: 1, price: p.price },
      });
    }
  }

  private order(
    at: number,
    channel: string,
    habit: Habit,
    given?: { readonly id: string; readonly faceValue: number },
  ): void {
    const { r } = this;
    const orderId = `O${this.member.slice(1)}-${++this.orders}`;
    if (r.chance(0.7))
      this.add(
        channel === 'app' ? 'app_opened' : channel === 'mini' ? 'screen_viewed' : 'page_viewed',
        at - 10 * 60_000,
        { properties: { channel } },
      );
    if (r.chance(0.12))
      this.add('searched', at - 8 * 60_000, { properties: { query: r.pick(QUERIES), results: r.int(1, 60) } });
    const pool = PRODUCTS.filter((p) => (habit.cheap ? p.price < 150 : p.price > 100));
    const lines = Array.from({ length: r.int(1, 3) }, (_, k) => {
      const p = r.chance(0.06) ? PRODUCTS[r.int(0, 1)] : r.pick(pool);
      const quantity = r.chance(0.25) ? 2 : 1;
      return {
        lineId: String(k + 1),
        sku: p.sku,
        name: p.name,
        brand: p.brand,
        category: p.category,
        quantity,
        amount: String(p.price * quantity),
      };
    });
    if (r.chance(0.15))
      this.add('added_to_cart', at - 4 * 60_000, {
        properties: {
          sku: lines[0].sku,
          brand: lines[0].brand,
          category: lines[0].category,
          quantity: lines[0].quantity,
          price: Number(lines[0].amount),
        },
      });
    const coupon = given ?? (r.chance(habit.couponRate) ? r.pick(COUPONS) : undefined);
    const total = lines.reduce((n, l) => n + Number(l.amount), 0) - (coupon?.faceValue ?? 0);
    const order = { orderId, amount: String(Math.max(total, 1)), lines };
    if (coupon) this.coupon(at - r.int(1, 72) * HOUR, coupon, { at, orderId });
    const used = coupon ? { coupon: coupon.id } : {};
    if (r.chance(0.12)) this.add('order_placed', at - 60_000, { order, ...used, properties: { channel } });
    this.add('order_paid', at, {
      order,
      ...used,
      properties: {
        ...delivered(this.i, channel),
        paymentMethod: r.pick(['alipay', 'wechat', 'card']),
        ...(coupon ? { discount: coupon.faceValue } : {}),
      },
    });
    if (r.chance(0.04))
      this.add('order_refunded', at + r.int(1, 9) * DAY, {
        order: { orderId, lines: [{ lineId: '1', quantity: lines[0].quantity, amount: lines[0].amount }] },
        properties: { reason: 'not as described' },
      });
    else if (r.chance(0.02))
      this.add('order_cancelled', at + r.int(1, 20) * HOUR, {
        order: { orderId },
        properties: { reason: 'changed my mind' },
      });
    else if (r.chance(0.1))
      this.add('order_completed', at + r.int(2, 6) * DAY, { order, ...used, properties: { channel } });
    if (this.orders % 3 === 1)
      this.tag('shop-app', 'points_balance', Math.floor(r.next() * 50) + this.orders * 30, at + 1000);
    if (this.orders === 6) this.tag('shop-app', 'member_level', 'silver', at + 2000);
    if (this.orders === 12 || (this.orders > 3 && total > 1500))
      this.tag('shop-app', 'member_level', r.chance(0.3) ? 'platinum' : 'gold', at + 2000);
  }

  /** Adds campaign messages and help desk conversations. */
  private service(joined: number, leaves: number): void {
    const { r } = this;
    for (let k = 1; k <= 6; k++) {
      const at = this.begins + k * 28 * DAY + r.int(0, 8) * HOUR;
      if (at < joined || at > leaves + 60 * DAY || r.chance(0.6)) continue;
      const properties = { campaignId: `C${k}`, channel: 'wechat', variant: r.pick(['a', 'b']) };
      this.add('contact_sent', at, { properties });
      if (r.chance(0.4)) this.add('contact_opened', at + r.exponential(5) * HOUR, { properties });
    }
    if (r.chance(0.08)) {
      const at = joined + r.next() * Math.max(DAY, leaves - joined);
      this.tag('helpdesk', 'open_complaint', true, at);
      if (r.chance(0.6)) this.tag('helpdesk', 'open_complaint', false, at + r.int(1, 12) * DAY);
    }
    if (r.chance(0.15))
      for (let t = joined + 10 * DAY; t < leaves; t += r.int(40, 80) * DAY)
        this.tag('helpdesk', 'satisfaction', r.int(2, 10), t, 'record');
  }
}
