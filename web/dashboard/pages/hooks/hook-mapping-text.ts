/** Reads and changes the text of a webhook's mapping, and drafts one from a sample body. */

/** How a sender signs a body. */
export interface Signature {
  readonly header: string;
  readonly algorithm: string;
  readonly encoding: string;
  readonly prefix?: string;
}

type Json = { readonly [key: string]: unknown };

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the signature of a mapping, or undefined if there is none or the text is not JSON. */
export const signatureOf = (mapping: string): Signature | undefined =>
  parsed(mapping)?.signature as Signature | undefined;

/** Returns the mapping with a changed signature. An empty header removes it. A text that is not JSON stays. */
export function withSignature(mapping: string, { header = '', ...given }: Partial<Signature>): string {
  const whole = parsed(mapping);
  if (!whole) return mapping;
  const { signature: _signature, source, ...others } = whole;
  const signature = { header, ...given, algorithm: given.algorithm ?? 'sha256', encoding: given.encoding ?? 'hex' };
  return JSON.stringify({ source, ...(header === '' ? {} : { signature }), ...others }, undefined, 2);
}

/** Names of fields by their use, most likely first. The last part of a path is compared. */
const NAMES = {
  customer: [/^(?:customer|member|user|buyer)_?id$/i, /^phone|mobile$/i, /^email$/i],
  orderId: [/^(?:order|trade)_?(?:id|no|sn|number)$/i, /^tid$/i],
  amount: [/^(?:total|total_price|total_amount|amount|payment|pay_amount|paid)$/i],
  currency: [/^currency(?:_code)?$/i],
  time: [/^(?:paid|pay|payment|completed)_?(?:at|time)$/i, /(?:_at|time|date)$/i],
} as const;

/** Returns the paths of texts and numbers in a body. Lists are not entered. */
function pathsOf(value: unknown, prefix: string, depth = 0): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [prefix];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 5) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, prefix === '' ? key : `${prefix}.${key}`, depth + 1),
  );
}

function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Json | undefined)?.[key], body);
}

/** Returns how a time is written, in the words of a mapping. */
function timeForm(value: unknown): Json {
  const text = String(value);
  if (/^1\d{9}$/.test(text)) return { as: 'epochSeconds' };
  if (/^1\d{12}$/.test(text)) return { as: 'epochMillis' };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { as: 'day' };
  return { as: /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? 'instant' : 'local' };
}

/** Returns a mapping to begin with, drafted from the names in a sample body. */
export function startingMapping(source: string, sample: string): string {
  const given: unknown = sample.trim() === '' ? {} : (parsed(sample) ?? firstOf(sample));
  const paths = pathsOf(given, '');
  const find = (name: keyof typeof NAMES): string | undefined => {
    for (const pattern of NAMES[name]) {
      const found = paths.find((path) => pattern.test(path.split('.').at(-1)!));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const customer = find('customer');
  const orderId = find('orderId') ?? paths.find((path) => /(?:^|order\.)id$/i.test(path)) ?? 'order_id';
  const time = find('time');
  const [amount, currency] = [find('amount'), find('currency')];
  const order = {
    orderId: `{${orderId}}`,
    ...(amount === undefined ? {} : { amount: `{${amount}}` }),
    ...(currency === undefined ? {} : { currency: `{${currency}}` }),
  };
  const form = time === undefined ? { as: 'instant' } : timeForm(valueAt(given, time));
  const event = {
    type: 'order_paid',
    messageId: `paid-{${orderId}}`,
    occurredAt: { value: `{${time ?? 'paid_at'}}`, ...form },
    order,
  };
  const identities = [{ namespace: namespaceOf(customer), value: `{${customer ?? 'customer_id'}}` }];
  return JSON.stringify({ source, rules: [{ identities, event }] }, undefined, 2);
}

function namespaceOf(path: string | undefined): string {
  if (/email$/i.test(path ?? '')) return 'email';
  return /phone|mobile/i.test(path ?? '') ? 'phone' : 'customer_id';
}

/** Returns the first element of a body that is a list, because each element is mapped like a body. */
function firstOf(sample: string): unknown {
  try {
    const value: unknown = JSON.parse(sample);
    return Array.isArray(value) ? value[0] : {};
  } catch {
    return {};
  }
}
