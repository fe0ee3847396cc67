/**
 * Generates the engagement of the demo shop's members: live broadcasts, check-ins, communities, invitations, wish
 * lists, reviews, points, promotions, app use, and messages that reach their goal.
 */
import type { EventInput } from '../../src/services/events/event-inputs.js';
import type { Random } from '../random.js';
import { PRODUCTS } from './goods.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Number of days before the anchor (the shop's current time) in which most engagement happens. */
const RECENT_DAYS = 80;

export interface TimedEvent {
  readonly at: number;
  /** Time of arrival at the server. A late event arrives hours or days after it happened. */
  readonly arrives: number;
  readonly event: EventInput;
}

type Properties = Readonly<Record<string, string | number>>;

/** Returns generated engagement events for a registered customer. Returns none for a customer who is not registered. */
export function engagementOf(random: Random, told: readonly TimedEvent[], anchor: number): TimedEvent[] {
  const registered = told.find(({ event }) => event.type === 'registered');
  const member = registered?.event.identities.find(({ namespace }) => namespace === 'member_id');
  if (!registered || !member) return [];
  const begins = Math.max(registered.at + HOUR, anchor - RECENT_DAYS * DAY);
  if (begins >= anchor) return [];
  const orders = told.filter(({ event }) => event.type === 'order_paid' && event.order?.orderId);
  const story = new Engagement(random, member.value, begins, anchor);
  story.tell(orders);
  return story.events;
}

class Engagement {
  readonly events: TimedEvent[] = [];
  private n = 0;

  constructor(
    private readonly random: Random,
    private readonly member: string,
    private readonly begins: number,
    private readonly anchor: number,
  ) {}

  tell(orders: readonly TimedEvent[]): void {
    const { random } = this;
    if (random.chance(0.3)) this.app();
    if (random.chance(0.25)) this.lively();
    if (random.chance(0.3)) this.community();
    if (random.chance(0.35)) this.wishes();
    if (random.chance(0.5)) this.promotions();
    if (random.chance(0.5)) this.messages();
    orders.slice(0, 6).forEach((order, i) => this.afterOrder(order, i));
  }

  private add(type: string, at: number, properties: Properties = {}): void {
    if (at >= this.anchor) return;
    const event: EventInput = {
      messageId: `${this.member}-e${++this.n}`,
      type,
      occurredAt: new Date(Math.floor(at)).toISOString(),
      source: 'shop-app',
      identities: [{ namespace: 'member_id', value: this.member }],
      properties,
    };
    this.events.push({ at, arrives: at, event });
  }

  /** Returns a random recent time. */
  private some(): number {
    return this.begins + this.random.next() * (this.anchor - this.begins);
  }

  private app(): void {
    const { random } = this;
    const installed = this.some();
    this.add('app_installed', installed, { version: '5.2' });
    this.add('logged_in', installed + HOUR, { channel: 'app', platform: random.pick(['ios', 'android']) });
    if (random.chance(0.2)) this.add('app_uninstalled', installed + random.exponential(20) * DAY);
  }

  private lively(): void {
    const { random } = this;
    for (let k = random.int(1, 4); k > 0; k--)
      this.add('live_joined', this.some(), {
        live: `L${random.int(1, 9)}`,
        host: random.pick(['Lin', 'Zhou']),
        platform: random.pick(['douyin', 'wechat']),
      });
    const first = this.some();
    for (let day = 0; day < random.int(2, 7); day++) this.add('checked_in', first + day * DAY, { streak: day + 1 });
    if (random.chance(0.3)) this.add('invited', this.some(), { channel: 'wechat', campaignId: 'friends' });
    if (random.chance(0.4)) this.add('code_scanned', this.some(), { code: 'poster', scene: 'store', store: 'S1' });
  }

  private community(): void {
    const { random } = this;
    const community = `G${random.int(1, 12)}`;
    const joined = this.some();
    this.add('community_joined', joined, { community, channel: 'wechat' });
    for (let k = random.int(0, 4); k > 0; k--)
      this.add('community_interacted', joined + random.exponential(10) * DAY, {
        community,
        channel: 'wechat',
        action: random.pick(['post', 'like', 'answer']),
      });
    if (random.chance(0.2)) this.add('community_left', joined + random.exponential(30) * DAY, { community });
  }

  private wishes(): void {
    const { random } = this;
    const { sku, brand, category, price } = random.pick(PRODUCTS);
    this.add('favourited', this.some(), { sku, brand, category, price });
    if (random.chance(0.4)) this.add('shared', this.some(), { sku, brand, category });
  }

  private promotions(): void {
    const { random } = this;
    for (let k = random.int(1, 4); k > 0; k--) {
      const slot = random.pick(['banner', 'popup', 'home_2']);
      const at = this.some();
      this.add('slot_viewed', at, { slot });
      if (random.chance(0.2)) this.add('slot_clicked', at + 4000, { slot });
    }
  }

  /** Adds a delivered message from the last 28 days. Some customers open it, follow its link, or convert. */
  private messages(): void {
    const { random } = this;
    const at = Math.max(this.begins, this.anchor - random.int(1, 28) * DAY);
    const properties = { campaignId: 'C7', channel: random.pick(['wechat', 'sms']) };
    this.add('contact_delivered', at, properties);
    if (!random.chance(0.4)) return;
    this.add('contact_opened', at + HOUR, properties);
    if (random.chance(0.5)) this.add('contact_clicked', at + HOUR + 60_000, properties);
    if (random.chance(0.2)) this.add('contact_converted', at + 2 * HOUR, properties);
  }

  /** Adds points for an order, and sometimes a review, an exchange or a refund request. */
  private afterOrder({ at, event }: TimedEvent, i: number): void {
    const { random } = this;
    const orderId = event.order!.orderId!;
    const points = Math.max(1, Math.floor(Number(event.order!.amount ?? 0) / 10));
    this.add('points_earned', at + HOUR, { points, reason: 'order', orderId });
    if (i % 3 === 2) this.add('points_spent', at + 2 * DAY, { points: Math.ceil(points / 2), reason: 'gift' });
    if (i === 5) this.add('points_expired', at + 20 * DAY, { points: 1, reason: 'age' });
    const line = event.order!.lines?.[0];
    if (line?.sku && random.chance(0.2))
      this.add('reviewed', at + 5 * DAY, { sku: line.sku, brand: line.brand ?? '', rating: random.int(3, 5) });
    if (random.chance(0.03)) this.add('refund_requested', at + 3 * DAY, { orderId, reason: 'too late' });
    if (random.chance(0.02)) this.add('order_exchanged', at + 4 * DAY, { orderId, reason: 'size' });
  }
}
