/** Generates random requests to `/imports`, `/fewer`, `/exports` and `/session/openid`. */
import { Buffer } from 'node:buffer';
import type { Dice } from '../../support/dice.js';
import { jsonText } from './json-text.js';
import type { OtherDoors } from './other-doors.js';

/** A request without its credentials and framing. */
export interface OtherRequest {
  readonly method: string;
  readonly target: string;
  readonly body: Buffer;
  readonly headers: readonly string[];
}

const EXPORTS = [
  '/exports/segments/searchers.csv',
  '/exports/segments/searchers.ndjson',
  '/exports/segments/none.csv',
  '/exports/segments/searchers.txt',
  '/exports/reports/none.csv',
  '/exports/segments/searchers.parquet',
  '/exports/',
] as const;
const NO_BODY = Buffer.alloc(0);
const MANY_BYTES = Buffer.alloc(64 * 1024, 'member_id,city\nM1,Oslo\n');

function upload(d: Dice, ids: readonly string[]): OtherRequest {
  const id = d.chance(0.8) && ids.length > 0 ? d.pick(ids) : d.pick(['x', '0'.repeat(32), 'a'.repeat(65), '%ff', '..']);
  if (d.chance(0.15))
    return {
      method: d.chance(0.8) ? 'GET' : 'PUT',
      target: `/imports/${id}/rejects.ndjson`,
      body: NO_BODY,
      headers: [],
    };
  const offset = d.pick(['0', '0', '0', '1', '-1', 'x', '1e3', '', '9007199254740993', '65536']);
  const body = d.pick([NO_BODY, MANY_BYTES, Buffer.from(jsonText(d)), Buffer.from([0xff, 0xfe, 0, 0x50])]);
  return {
    method: d.chance(0.9) ? 'PUT' : 'POST',
    target: `/imports/${id}${d.chance(0.9) ? `?offset=${offset}` : ''}`,
    body,
    headers: d.chance(0.1) ? ['Content-Encoding: gzip'] : [],
  };
}

function fewer(d: Dice, links: readonly string[]): OtherRequest {
  const valid = links.length > 0 ? d.pick(links) : '/fewer/x';
  const parts = valid.split('.');
  const link = d.chance(0.6)
    ? valid
    : d.pick([
        `${valid}x`,
        valid.toUpperCase(),
        [...parts.slice(0, -2), 'zzzzzz', ...parts.slice(-1)].join('.'),
        ['/fewer/nowhere', ...parts.slice(1)].join('.'),
        '/fewer/',
        `/fewer/${'x'.repeat(300)}`,
        '/fewer/%ff',
      ]);
  const page = d.chance(0.5) ? ['Accept: text/html'] : [];
  if (d.chance(0.4))
    return { method: d.pick(['GET', 'GET', 'HEAD', 'DELETE']), target: link, body: NO_BODY, headers: page };
  const choice = d.pick([
    'choice=MONTHLY',
    'choice=ALL',
    'choice=CHANNEL',
    'choice=x',
    'List-Unsubscribe=One-Click',
    '',
  ]);
  const form = d.chance(0.9) ? choice : d.pick([`choice=${'x'.repeat(5000)}`, '%ff=%', jsonText(d)]);
  const type = d.chance(0.9) ? 'application/x-www-form-urlencoded' : 'application/json';
  return { method: 'POST', target: link, body: Buffer.from(form), headers: [...page, `Content-Type: ${type}`] };
}

function openId(d: Dice, signIns: OtherDoors['signIns']): OtherRequest {
  const [modes, kinds] = [
    ['navigate', 'navigate', 'navigate', 'cors', 'no-cors'],
    ['document', 'document', 'document', 'image', 'iframe'],
  ];
  const navigation = [`Sec-Fetch-Mode: ${d.pick(modes)}`, `Sec-Fetch-Dest: ${d.pick(kinds)}`];
  if (signIns.length === 0 || d.chance(0.4))
    return { method: 'GET', target: '/session/openid', body: NO_BODY, headers: navigation };
  const { cookie, path } = d.pick(signIns);
  const target = d.chance(0.6) ? path : d.pick([`${path}x`, path.replace(/code=[^&]+/, 'code=x'), path.split('?')[0]]);
  const cookies = d.chance(0.7) ? [`Cookie: ${cookie}`] : d.pick([[], [`Cookie: ${cookie}x`], ['Cookie: a=b']]);
  return { method: d.chance(0.9) ? 'GET' : 'POST', target, body: NO_BODY, headers: [...navigation, ...cookies] };
}

/** Returns a random request to one of these routes. */
export function otherRequest(dice: Dice, { uploads, links, signIns }: OtherDoors): OtherRequest {
  const n = dice.int(0, 9);
  if (n < 4) return upload(dice, uploads);
  if (n < 7) return fewer(dice, links);
  if (n < 9) return openId(dice, signIns);
  const target = `${dice.pick(EXPORTS)}${dice.pick(['', '', '?first=2', '?personal=true', '?personal=x', '?asOf=x'])}`;
  return { method: dice.chance(0.9) ? 'GET' : 'POST', target, body: NO_BODY, headers: [] };
}
