/**
 * English and Chinese labels of the built-in identity namespaces. Namespaces that a shop defines are shown by their own
 * names.
 */
import type { Words } from './enum-words.js';

export const NAMESPACES: Readonly<Record<string, Words>> = {
  member_id: ['member number', '会员号'],
  unionid: ['WeChat union id', '微信 UnionID'],
  customer_id: ['customer number', '客户号'],
  wecom_external_id: ['WeCom contact', '企业微信客户'],
  phone: ['phone number', '手机号'],
  email: ['email address', '邮箱'],
  offline_card: ['store card', '线下会员卡'],
  openid: ['WeChat open id', '微信 OpenID'],
  device_id: ['device', '设备号'],
  anonymous_id: ['anonymous id', '匿名编号'],
  receipt: ['receipt', '小票号'],
};
