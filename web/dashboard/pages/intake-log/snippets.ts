/**
 * Code examples that send events to Strata with a write key, one for each kind of client. Their comments are available
 * in both languages.
 */

export const CLIENTS = ['segment', 'rudder', 'node', 'http', 'mini'] as const;
export type ClientKind = (typeof CLIENTS)[number];

export interface SnippetInput {
  /** URL of the server, without a path. */
  readonly url: string;
  readonly key: string;
  /** Language of the comments in the code. */
  readonly language: 'en' | 'zh';
}

type Words = readonly [english: string, chinese: string];

const COMMENTS = {
  identify: [
    'After a login: the id of the customer, and traits that the key may set.',
    '登录后：客户标识，以及该密钥可写的属性。',
  ],
  orders: [
    'A server that reports orders uses a token with events:write in place of the key.',
    '上报订单的服务端应改用带 events:write 权限的令牌。',
  ],
  domain: [
    'Add this address to the request domains of the mini-program first.',
    '先在小程序后台把该地址加入 request 合法域名。',
  ],
  device: ['One id for each device.', '每台设备一个标识。'],
  event: ['Anything that happens, with its properties.', '发生的事件及其属性。'],
} as const satisfies Readonly<Record<string, Words>>;

/**
 * Returns the code example. `npm install` lines come first.
 *
 *     snippet('http', { url: 'https://strata.example', key: 'wk.shop.1.x', language: 'en' })
 */
export function snippet(client: ClientKind, { url, key, language }: SnippetInput): string {
  const say = (name: keyof typeof COMMENTS): string => COMMENTS[name][language === 'zh' ? 1 : 0];
  return TEXTS[client](url, key, say);
}

type Say = (name: keyof typeof COMMENTS) => string;

const TEXTS: Readonly<Record<ClientKind, (url: string, key: string, say: Say) => string>> = {
  segment: (url, key, say) => `// npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({ writeKey: '${key}', cdnURL: '${url}' });
analytics.page();
// ${say('event')}
analytics.track('Product Viewed', { product_id: 'SK-1', category: 'skincare' });
// ${say('identify')}
analytics.identify('M000001', { city: 'Shanghai' });
`,
  rudder: (url, key, say) => `// npm install @rudderstack/analytics-js
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const analytics = new RudderAnalytics();
analytics.load('${key}', '${url}', { configUrl: '${url}/v1' });
analytics.page();
// ${say('event')}
analytics.track('Product Viewed', { product_id: 'SK-1', category: 'skincare' });
// ${say('identify')}
analytics.identify('M000001', { city: 'Shanghai' });
`,
  node: (url, key, say) => `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node';

// ${say('orders')}
const analytics = new Analytics({ writeKey: '${key}', host: '${url}' });
// ${say('event')}
analytics.track({ userId: 'M000001', event: 'Product Viewed', properties: { product_id: 'SK-1', category: 'skincare' } });
await analytics.closeAndFlush();
`,
  http: (url, key, say) => `# ${say('event')}
curl -sS '${url}/v1/track' \\
  -u '${key}:' \\
  -H 'content-type: application/json' \\
  -d '{"anonymousId":"device-1","event":"Product Viewed","properties":{"product_id":"SK-1","category":"skincare"}}'
`,
  mini: (url, key, say) => `// ${say('domain')}
const url = '${url}';
const writeKey = '${key}';

// ${say('device')}
function deviceId() {
  let id = wx.getStorageSync('strata_device');
  if (!id) {
    id = \`\${Date.now().toString(36)}-\${Math.random().toString(36).slice(2)}\${Math.random().toString(36).slice(2)}\`;
    wx.setStorageSync('strata_device', id);
  }
  return id;
}

function send(call, message) {
  wx.request({
    url: \`\${url}/v1/\${call}\`,
    method: 'POST',
    header: { 'content-type': 'application/json', Authorization: \`Bearer \${writeKey}\` },
    data: { anonymousId: deviceId(), timestamp: new Date().toISOString(), ...message },
  });
}

// ${say('event')}
send('screen', { name: 'pages/index/index' });
send('track', { event: 'Product Viewed', properties: { product_id: 'SK-1', category: 'skincare' } });
// ${say('identify')}
send('identify', { userId: 'M000001', traits: { city: 'Shanghai' } });
`,
};
