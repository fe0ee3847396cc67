/** Generates the definitions and events of random shops for tests in which definitions change. */
import { met } from '../support/coverage.js';
import type { Dice } from '../support/random-world.js';

const NOW = Date.UTC(2026, 2, 20);
export const CUSTOMERS = 6;
/** Card numbers of several customers: one that a shop blocks, and one that programs send for a missing number. */
export const SHARED_CARDS = ['DESK', 'null'];
export const at = (days: number): string => new Date(NOW + Math.round(days * 24) * 3_600_000).toISOString();

export type Input = Readonly<Record<string, unknown>>;
export interface World {
  readonly tags: Readonly<Record<string, Input>>;
  readonly segments: Readonly<Record<string, string>>;
  readonly layers: readonly Input[];
  readonly namespaces: Readonly<Record<string, Input>>;
  readonly retentions: Readonly<Record<string, string>>;
  /** Brand of each product in the catalogue, by sku. */
  readonly brands: Readonly<Record<string, string>>;
}

const SEGMENTS: Readonly<Record<string, string>> = {
  s_home: 'tag home = "v"',
  s_level: 'held for 2d (tag level exists)',
  s_points: 'tag points >= 3',
  s_list: 'tag list has "a"',
  s_orders: 'tag orders >= 2',
  s_stage: 'tag stage = "hot" or not in segment s_home',
  s_score: 'tag score > 1.5',
  s_views: 'count(product_viewed where brand = "Acme") >= 1',
  s_visits: 'count(visit, last 30d) >= 2 and not in layer m.top',
};

export function world(dice: Dice): World {
  return {
    tags: {
      home: { kind: 'STATIC', type: 'STRING', authority: dice.pick([['one', 'two'], ['two'], []]) },
      level: { kind: 'SEMI_DYNAMIC', type: 'STRING', ttl: dice.pick([undefined, 'P10D']) },
      points: { kind: 'SEMI_DYNAMIC', type: 'INTEGER', ttl: dice.pick([undefined, 'P20D']) },
      list: { kind: 'SEMI_DYNAMIC', type: 'STRING_LIST', ttl: dice.pick([undefined, 'P10D']) },
      orders: { kind: 'DYNAMIC', metric: 'count(order_paid, last 30d)' },
      stage: {
        kind: 'DYNAMIC',
        type: 'STRING',
        rules: [{ when: 'tag points >= 2 and tag level exists', value: 'hot' }],
        otherwise: dice.pick([undefined, 'cold']),
      },
      score: {
        kind: 'DYNAMIC',
        score: [
          { weight: '0.5', of: 'tag points' },
          { weight: '1', of: 'did(visit, last 20d)' },
        ],
      },
    },
    segments: SEGMENTS,
    layers: [
      { key: 'top', when: 'tag stage = "hot"' },
      { key: 'mid', when: 'tag level exists or did(order_paid, last 20d)' },
      { key: 'rest' },
    ],
    namespaces: {
      loyalty: {
        strong: dice.chance(0.8),
        limit: dice.pick([1, 1, 2]),
        priority: dice.int(10, 60),
        builtInPlaceholders: false,
      },
    },
    retentions: {},
    brands: { S1: 'Acme', S2: 'Beta' },
  };
}

export interface Facts {
  readonly events: Input[];
  /** Inputs of each mutation, grouped by source. */
  readonly writes: readonly {
    readonly source: string;
    readonly mutation: string;
    readonly type: string;
    readonly list: Input[];
  }[];
}

function valueOf(d: Dice, tag: string): unknown {
  if (tag === 'points') return d.int(0, 4);
  return tag === 'list' ? [d.pick(['a', 'b'])] : d.pick(['v', 'w']);
}

export function facts(dice: Dice, name: string): Facts {
  const who = (): { namespace: string; value: string }[] => {
    const n = dice.int(1, CUSTOMERS);
    const other = `Card${dice.int(1, CUSTOMERS)}`;
    const card = dice.pick([`Card${n}`, `CARD${n}`, `Card${n}`, `CARD${n}`, ...SHARED_CARDS, other]);
    if (card === 'null') met('identity', 'placeholder');
    if (card === 'DESK') met('identity', 'shared value');
    return [
      { namespace: 'member_id', value: `M${n}` },
      ...(dice.chance(0.5) ? [{ namespace: 'loyalty', value: card }] : []),
    ];
  };
  const days = (): number => -dice.int(0, 25 * 24) / 24;
  const events = Array.from({ length: 40 }, (_, k): Input => {
    const type = dice.pick(['visit', 'order_paid', 'product_viewed']);
    return {
      messageId: `${name}-e${k}`,
      type,
      occurredAt: at(days()),
      identities: who(),
      ...(type === 'product_viewed' ? { properties: { sku: dice.pick(['S1', 'S2', 'S3']) } } : {}),
      ...(type === 'order_paid' ? { order: { orderId: `${name}-o${k}`, amount: String(dice.int(1, 50)) } } : {}),
    };
  });
  const write = (tag: string, value: unknown): Input => ({ identities: who(), tag, value, observedAt: at(days()) });
  const change = (k: number, tag: string, value: unknown): Input => ({ ...write(tag, value), id: `${name}-c${k}` });
  const source = (source_: string): Facts['writes'] => [
    {
      source: source_,
      mutation: 'setTags',
      type: 'SetTagInput',
      list: Array.from({ length: 25 }, () => {
        const tag = dice.pick(['home', 'level', 'points', 'list']);
        return write(tag, valueOf(dice, tag));
      }),
    },
    {
      source: source_,
      mutation: 'incrementTag',
      type: 'ChangeTagInput',
      list: Array.from({ length: 8 }, (_, k) => change(k, 'points', dice.int(-2, 3))),
    },
    {
      source: source_,
      mutation: dice.pick(['addToTag', 'removeFromTag']),
      type: 'ChangeTagInput',
      list: Array.from({ length: 8 }, (_, k) => change(100 + k, 'list', [dice.pick(['a', 'b'])])),
    },
  ];
  return { events, writes: ['one', 'two', 'three'].flatMap((s) => source(s)) };
}
