/**
 * Provider presets. Each has a definition for endpoints. Each also has a mapping for an incoming webhook, which
 * converts the provider's receipts to events.
 */
import type { ProviderDefinition } from '../../../engine/reach/provider.js';
import { requireScope, type Principal } from '../../base/access.js';
import type { HookMapping } from '../../mapping/hook-mapping.js';

export const PRESETS = ['SMS', 'PUSH', 'WECOM', 'OFFICIAL_ACCOUNT'] as const;
export type PresetName = (typeof PRESETS)[number];

export interface ProviderPreset {
  readonly name: PresetName;
  /** Usual address of the provider. */
  readonly url: string;
  readonly definition: ProviderDefinition;
  readonly receipts: HookMapping;
}

/** Replies by which customers refuse further messages. */
const OPT_OUT = ['退订*', 'TD*', 'Td*', 'td*', 'T', 't'];

/**
 * Text messages through version 2 of the Yunpian (云片) API. Requests are forms. Receipts are forms with JSON in a field.
 */
const SMS: ProviderPreset = {
  name: 'SMS',
  url: 'https://sms.yunpian.com',
  definition: {
    settings: ['signature', 'opt_out'],
    credentials: ['api_key'],
    request: {
      method: 'POST',
      path: '/v2/sms/single_send.json',
      form: {
        apikey: '{{ credential.api_key }}',
        mobile: '{{ to.value }}',
        text: '【{{ setting.signature }}】{{ message.body }} {{ setting.opt_out }}',
        uid: '{{ message.id }}',
      },
    },
    response: {
      sent: [{ code: '0' }],
      // The API key is wrong, the IP address is not permitted, or there are too many requests. The message was not
      // accepted.
      later: [{ code: ['-1', '-2', '-3', '-4', '-5'] }],
      messageId: 'sid',
    },
  },
  receipts: {
    source: 'sms',
    zone: 'Asia/Shanghai',
    form: ['sms_status', 'sms_reply'],
    response: 'SUCCESS',
    rules: [
      {
        only: { report_status: ['SUCCESS', 'FAIL'] },
        identities: [{ namespace: 'phone', value: '{mobile}' }],
        event: {
          type: { column: 'report_status', map: { SUCCESS: 'contact_delivered', FAIL: 'contact_bounced' } },
          messageId: 'status-{sid}',
          occurredAt: { value: '{user_receive_time}', pattern: 'yyyy-MM-dd HH:mm:ss' },
          properties: { contactId: '{uid}', channel: 'sms' },
        },
      },
      {
        only: { text: OPT_OUT },
        identities: [{ namespace: 'phone', value: '{mobile}' }],
        event: {
          type: 'contact_unsubscribed',
          messageId: 'reply-{id}',
          occurredAt: { value: '{reply_time}', pattern: 'yyyy-MM-dd HH:mm:ss' },
          properties: { channel: 'sms' },
        },
      },
    ],
  },
};

/** Signature of receipts that another system of the shop forwards. */
const PASSED_ON = { header: 'x-signature', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' } as const;

/** App push through version 3 of the JPush (极光) API. The server of the app forwards the receipts. */
const PUSH: ProviderPreset = {
  name: 'PUSH',
  url: 'https://api.jpush.cn',
  definition: {
    credentials: ['app_key', 'master_secret'],
    request: {
      method: 'POST',
      path: '/v3/push',
      headers: {
        authorization:
          'Basic {{ credential.app_key | append: ":" | append: credential.master_secret | base64_encode }}',
      },
      json: {
        platform: 'all',
        audience: { registration_id: ['{{ to.value }}'] },
        notification: {
          alert: '{{ message.body }}',
          android: {
            alert: '{{ message.body }}',
            title: '{{ message.title | default: "" }}',
            extras: { contact: '{{ message.id }}' },
          },
          ios: {
            alert: { title: '{{ message.title | default: "" }}', body: '{{ message.body }}' },
            extras: { contact: '{{ message.id }}' },
          },
        },
      },
    },
    response: {
      sent: [{ msg_id: '*' }],
      // The device does not exist.
      refused: [{ 'error.code': ['1003', '1011'] }],
      // The key is wrong, or there are too many requests.
      later: [{ 'error.code': ['1004', '2002'] }],
      messageId: 'msg_id',
    },
  },
  receipts: {
    source: 'push',
    signature: PASSED_ON,
    rules: [
      {
        each: 'receipts',
        only: { 'receipts.event': ['delivered', 'opened', 'clicked', 'bounced', 'unsubscribed'] },
        identities: [{ namespace: 'device_id', value: '{receipts.registration_id}' }],
        event: {
          type: 'contact_{receipts.event}',
          messageId: '{receipts.event}-{receipts.contact}',
          occurredAt: { value: '{receipts.at}', as: 'epochMillis' },
          properties: { contactId: '{receipts.contact}', channel: 'push' },
        },
      },
    ],
  },
};

/** Responses of WeChat for an invalid access token. */
const TOKEN_EXPIRED = [{ errcode: ['40001', '40014', '42001'] }];

/** Messages through WeCom (企业微信). An adviser of the customer confirms and sends each message. */
const WECOM: ProviderPreset = {
  name: 'WECOM',
  url: 'https://qyapi.weixin.qq.com',
  definition: {
    settings: ['sender'],
    credentials: ['corp_id', 'secret'],
    token: {
      request: {
        method: 'GET',
        path: '/cgi-bin/gettoken?corpid={{ credential.corp_id }}&corpsecret={{ credential.secret }}',
      },
      read: 'access_token',
      lifetime: 'expires_in',
    },
    request: {
      method: 'POST',
      path: '/cgi-bin/externalcontact/add_msg_template?access_token={{ token.value }}',
      json: {
        chat_type: 'single',
        external_userid: ['{{ to.value }}'],
        sender: '{{ setting.sender }}',
        text: { content: '{{ message.body }}' },
      },
    },
    response: {
      sent: [{ errcode: '0' }],
      // The customer is listed as failed, is unknown, or does not belong to the sender.
      refused: [{ fail_list: '["*' }, { errcode: ['84061', '40096', '41048'] }],
      later: [{ errcode: ['45009', '45033'] }],
      tokenExpired: TOKEN_EXPIRED,
      messageId: 'msgid',
    },
  },
  receipts: {
    source: 'wecom',
    signature: PASSED_ON,
    rules: [
      {
        // The result of a mass message in the format of the WeCom API, with the id of the message.
        each: 'send_list',
        only: { 'send_list.status': '1' },
        identities: [{ namespace: 'wecom_external_id', value: '{send_list.external_userid}' }],
        event: {
          type: 'contact_delivered',
          messageId: '{msgid}-{send_list.external_userid}',
          occurredAt: { value: '{send_list.send_time}', as: 'epochSeconds' },
          properties: { contactId: '{msgid}', channel: 'wecom' },
        },
      },
      {
        // The customer has removed the adviser.
        only: { Event: 'change_external_contact', ChangeType: 'del_follow_user' },
        identities: [{ namespace: 'wecom_external_id', value: '{ExternalUserID}' }],
        event: {
          type: 'contact_unsubscribed',
          messageId: 'left-{ExternalUserID}-{CreateTime}',
          occurredAt: { value: '{CreateTime}', as: 'epochSeconds' },
          properties: { channel: 'wecom' },
        },
      },
    ],
  },
};

/** Template messages to the followers of an official account (公众号). */
const OFFICIAL_ACCOUNT: ProviderPreset = {
  name: 'OFFICIAL_ACCOUNT',
  url: 'https://api.weixin.qq.com',
  definition: {
    settings: ['template_id', 'page', 'title_field', 'text_field'],
    credentials: ['app_id', 'secret'],
    token: {
      request: {
        method: 'POST',
        path: '/cgi-bin/stable_token',
        json: {
          grant_type: 'client_credential',
          appid: '{{ credential.app_id }}',
          secret: '{{ credential.secret }}',
        },
      },
      read: 'access_token',
      lifetime: 'expires_in',
    },
    request: {
      method: 'POST',
      path: '/cgi-bin/message/template/send?access_token={{ token.value }}',
      json: {
        touser: '{{ to.value }}',
        template_id: '{{ setting.template_id }}',
        url: '{{ setting.page }}',
        // The provider sends only one message for each id. An id has at most 32 characters.
        client_msg_id: '{{ contact.id | slice: 1, 32 }}',
        data: {
          '{{ setting.title_field }}': { value: '{{ message.title | default: "" }}' },
          '{{ setting.text_field }}': { value: '{{ message.body }}' },
        },
      },
    },
    response: {
      sent: [{ errcode: '0' }],
      // The customer does not follow the account, refuses messages, or is unknown.
      refused: [{ errcode: ['40003', '43004', '43101'] }],
      later: [{ errcode: ['45009', '45011'] }],
      tokenExpired: TOKEN_EXPIRED,
      messageId: 'msgid',
    },
  },
  receipts: {
    source: 'official_account',
    signature: PASSED_ON,
    rules: [
      {
        only: { Event: 'TEMPLATESENDJOBFINISH' },
        identities: [{ namespace: 'openid', value: '{FromUserName}' }],
        event: {
          type: { column: 'Status', map: { success: 'contact_delivered' }, otherwise: 'contact_bounced' },
          messageId: 'sent-{MsgID}',
          occurredAt: { value: '{CreateTime}', as: 'epochSeconds' },
          properties: { contactId: '{MsgID}', channel: 'official_account' },
        },
      },
      {
        only: { Event: 'unsubscribe' },
        identities: [{ namespace: 'openid', value: '{FromUserName}' }],
        event: {
          type: 'contact_unsubscribed',
          messageId: 'left-{FromUserName}-{CreateTime}',
          occurredAt: { value: '{CreateTime}', as: 'epochSeconds' },
          properties: { channel: 'official_account' },
        },
      },
      {
        only: { MsgType: 'text', Content: OPT_OUT },
        identities: [{ namespace: 'openid', value: '{FromUserName}' }],
        event: {
          type: 'contact_unsubscribed',
          messageId: 'reply-{MsgId}',
          occurredAt: { value: '{CreateTime}', as: 'epochSeconds' },
          properties: { channel: 'official_account' },
        },
      },
    ],
  },
};

const BY_NAME: Readonly<Record<PresetName, ProviderPreset>> = { SMS, PUSH, WECOM, OFFICIAL_ACCOUNT };

/** Returns all provider presets. */
export function channelPresets(principal: Principal): ProviderPreset[] {
  requireScope(principal, 'reach:admin');
  return PRESETS.map(presetOf);
}

/** Returns a provider preset. Its definition and mapping are valid without changes. */
export const presetOf = (name: PresetName): ProviderPreset => BY_NAME[name];
