/**
 * Fake providers. Each responds to requests like the real provider of a preset. The built-in receiver of sandboxes and
 * the tests use them.
 */
import type { RenderedRequest } from '../../../engine/reach/provider-request.js';
import { digest } from '../../base/stable-random.js';
import type { PresetName } from './provider-presets.js';

interface FakeResponse {
  readonly status: number;
  readonly body: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Access token of the fake providers that require one. */
const TOKEN = 'fake-token';
const MOBILE = /^1\d{10}$/;

const json = (body: unknown, status = 200): FakeResponse => ({ status, body: JSON.stringify(body) });

/** Returns an id of 19 digits, like the ids of real providers. A repeated message gets the same id. */
const idOf = (name: string): string =>
  `1${BigInt(`0x${digest(name).slice(0, 14)}`)
    .toString()
    .padStart(18, '0')}`;

const fieldsOf = (request: RenderedRequest): Fields => JSON.parse(request.body ?? '{}') as Fields;

function respondSms({ url, body }: RenderedRequest): FakeResponse {
  const form = new URLSearchParams(body);
  if (!url.endsWith('/v2/sms/single_send.json')) return json({ code: 404 }, 404);
  if (!form.get('apikey')) return json({ http_status_code: 400, code: -1, msg: '非法的apikey' }, 400);
  const [mobile, text] = [form.get('mobile') ?? '', form.get('text') ?? ''];
  if (!MOBILE.test(mobile)) return json({ http_status_code: 400, code: 2, msg: '请求参数格式错误' }, 400);
  if (!/^【.{2,12}】/u.test(text)) return json({ http_status_code: 400, code: 5, msg: '未匹配到签名' }, 400);
  // As with the real provider, the id is a number with more digits than a double can represent.
  const sid = idOf(form.get('uid') ?? mobile);
  return { status: 200, body: `{"code":0,"msg":"发送成功","count":1,"fee":0.05,"mobile":"${mobile}","sid":${sid}}` };
}

function respondPush(request: RenderedRequest): FakeResponse {
  const { audience, notification } = fieldsOf(request) as {
    readonly audience?: { readonly registration_id?: readonly string[] };
    readonly notification?: { readonly android?: { readonly extras?: { readonly contact?: string } } };
  };
  if (!/^Basic [A-Za-z0-9+/]+=*$/.test(request.headers.authorization ?? ''))
    return json({ error: { code: 1004, message: 'Authen failed' } }, 401);
  const [device = ''] = audience?.registration_id ?? [];
  if (device.startsWith('gone')) return json({ error: { code: 1011, message: 'cannot find user' } }, 400);
  return json({ sendno: '0', msg_id: idOf(notification?.android?.extras?.contact ?? device) });
}

/** Whether a request to one of the two WeChat providers has a valid token. */
const isAuthorized = ({ url }: RenderedRequest): boolean => new URL(url).searchParams.get('access_token') === TOKEN;
const UNAUTHORIZED = { errcode: 42001, errmsg: 'access_token expired' };
const ISSUED = { errcode: 0, errmsg: 'ok', access_token: TOKEN, expires_in: 7200 };

function respondWecom(request: RenderedRequest): FakeResponse {
  if (new URL(request.url).pathname.endsWith('/cgi-bin/gettoken')) return json(ISSUED);
  if (!isAuthorized(request)) return json(UNAUTHORIZED);
  const [customer = ''] = (fieldsOf(request).external_userid ?? []) as readonly string[];
  const failed = customer.startsWith('gone') ? [customer] : [];
  return json({ errcode: 0, errmsg: 'ok', fail_list: failed, msgid: `msg${idOf(request.body ?? '')}` });
}

function respondOfficialAccount(request: RenderedRequest): FakeResponse {
  const { pathname } = new URL(request.url);
  if (pathname.endsWith('/cgi-bin/stable_token')) return json(ISSUED);
  if (!isAuthorized(request)) return json(UNAUTHORIZED);
  const { touser, client_msg_id: id } = fieldsOf(request);
  if (String(touser).startsWith('gone')) return json({ errcode: 43004, errmsg: 'require subscribe' });
  return { status: 200, body: `{"errcode":0,"errmsg":"ok","msgid":${idOf(String(id))}}` };
}

const RESPONSES: Readonly<Record<PresetName, (request: RenderedRequest) => FakeResponse>> = {
  SMS: respondSms,
  PUSH: respondPush,
  WECOM: respondWecom,
  OFFICIAL_ACCOUNT: respondOfficialAccount,
};

/** Returns the response of a preset's provider to a request. */
export const fakeResponse = (preset: PresetName, request: RenderedRequest): FakeResponse => RESPONSES[preset](request);
