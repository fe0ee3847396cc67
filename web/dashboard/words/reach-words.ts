/** English and Chinese labels for the enum values of campaigns, contacts and endpoints, and the names of channels. */
import type {
  BudgetPeriod,
  CampaignCounting,
  CampaignIfLate,
  CampaignReEntry,
  CampaignState,
  ChannelIfQuiet,
  ChannelPreset,
  ConsentDefault,
  ContactEndingReason,
  ContactState,
  DeliveryVerdict,
  FallbackReceipt,
  MessageFormat,
  ReachChannelKind,
  TaskEnd,
  TriggerEventWhich,
  WebhookDisabledBy,
  Weekday,
} from '../../../schema/generated/operations.js';

type Words = readonly [english: string, chinese: string];
type Table<Value extends string> = Readonly<Record<Value, Words>>;

export const REACH_ENUMS = {
  budgetPeriod: {
    DAY: ['calendar day', '自然日'],
    WEEK: ['calendar week', '自然周'],
    MONTH: ['calendar month', '自然月'],
  } satisfies Table<BudgetPeriod>,
  campaignCounting: {
    COUNTED: ['Budgets limit it, and it uses budget', '受频次限制，并计入频次'],
    EXEMPT: ['Outside all budgets', '不受频次限制，也不计入'],
    EXEMPT_COUNTED: ['Not limited, but it uses budget', '不受频次限制，但计入频次'],
  } satisfies Table<CampaignCounting>,
  campaignState: {
    DRAFT: ['draft', '草稿'],
    RUNNING: ['running', '进行中'],
    PAUSED: ['paused', '已暂停'],
    CANCELLED: ['cancelled', '已取消'],
    ENDED: ['ended', '已结束'],
  } satisfies Table<CampaignState>,
  channelKind: {
    PULL: ['shown by a place', '由展示位展示'],
    SENT: ['sent to an address', '发送到联系方式'],
    TASK: ['task of an adviser', '专属顾问的任务'],
  } satisfies Table<ReachChannelKind>,
  channelPreset: {
    OFFICIAL_ACCOUNT: ['Official account (template messages)', '公众号（模板消息）'],
    PUSH: ['App push (Jiguang)', 'App 推送（极光）'],
    SMS: ['Text messages (Yunpian)', '短信（云片）'],
    WECOM: ['WeCom', '企业微信'],
  } satisfies Table<ChannelPreset>,
  consentDefault: {
    REQUIRED: ['only with consent', '须明确授权'],
    UNLESS_WITHDRAWN: ['unless withdrawn', '未拒绝即可'],
  } satisfies Table<ConsentDefault>,
  contactEnding: {
    AUDIENCE: ['Left the audience', '已不在人群中'],
    CANCELLED: ['Cancelled', '已取消'],
    CAPPED: ['Contacted too often', '频次已满'],
    CHANNEL: ['No address', '没有联系方式'],
    CONSENT: ['No consent', '未授权接收'],
    CONTROL: ['Control group', '对照组'],
    EXPIRED: ['Expired before it was shown or done', '展示或完成前已过期'],
    GOAL: ['Goal reached', '已达成目标'],
    LAYER: ['Layer without marketing', '分层不触达'],
    MISSED: ['Known too late', '错过时机'],
    QUIET_EXPIRED: ['Expired in quiet hours', '免打扰期间过期'],
    TEMPLATE: ['Value for the text missing', '文案缺少取值'],
  } satisfies Table<ContactEndingReason>,
  contactState: {
    ASSIGNED: ['task', '待顾问跟进'],
    DEAD: ['undeliverable', '投递失败'],
    DELIVERED: ['delivered', '已送达'],
    ENDED: ['not sent', '未发送'],
    FAILED: ['refused', '被拒收'],
    HANDED_OVER: ['sent', '已发送'],
    PLANNED: ['planned', '待判定'],
    RESERVED: ['waiting', '待发送'],
    WAITING: ['to be shown', '待展示'],
  } satisfies Table<ContactState>,
  deliveryVerdict: {
    DELIVERED: ['It was accepted', '已接收'],
    GONE: ['The address is gone for good; the endpoint is disabled', '地址已失效，发送通道已停用'],
    NOT_SENT: ['It was not sent', '未能发出'],
    REFUSED: ['It was refused', '被拒绝'],
    SLOW_DOWN: ['The receiver asks for fewer messages', '对方要求降低频率'],
    UNKNOWN: ['It may have arrived', '可能已送达，结果未知'],
  } satisfies Table<DeliveryVerdict>,
  disabledBy: {
    GONE: ['address gone', '地址失效'],
    OPERATOR: ['disabled', '已停用'],
  } satisfies Table<WebhookDisabledBy>,
  fallbackReceipt: {
    DELIVERED: ['delivered', '已送达'],
    OPENED: ['opened or clicked', '已打开或点击'],
  } satisfies Table<FallbackReceipt>,
  ifLate: {
    MISSED: ['Not sent any more', '不再发送'],
    SEND_LATE: ['Sent late, until it expires', '延后发送，直到过期'],
  } satisfies Table<CampaignIfLate>,
  ifQuiet: {
    NEXT: ['Try the next channel', '改用下一渠道'],
    WAIT: ['Wait until they end', '等待时段结束'],
  } satisfies Table<ChannelIfQuiet>,
  messageFormat: {
    HTML: ['web page', '网页'],
    LINE: ['one line', '单行'],
    TEXT: ['text', '多行文本'],
  } satisfies Table<MessageFormat>,
  reEntry: {
    AFTER: ['Again after a time', '间隔一段时间后可再次'],
    ALWAYS: ['Every time', '每次都可'],
    NEVER: ['Once', '仅一次'],
  } satisfies Table<CampaignReEntry>,
  taskEnd: {
    DONE: ['Done', '已完成'],
    EXPIRED: ['Expired', '已过期'],
    NOT_DONE: ['Not contacted', '未联系'],
    NO_ANSWER: ['No answer', '未联系上'],
    REFUSED: ['Declined', '客户拒绝'],
    WITHDRAWN: ['Withdrawn', '已撤回'],
  } satisfies Table<TaskEnd>,
  triggerWhich: {
    EVERY: ['every one', '每一次'],
    FIRST: ['only the first', '仅首次'],
    LAST: ['only the last', '仅最后一次'],
  } satisfies Table<TriggerEventWhich>,
  weekday: {
    MONDAY: ['Monday', '周一'],
    TUESDAY: ['Tuesday', '周二'],
    WEDNESDAY: ['Wednesday', '周三'],
    THURSDAY: ['Thursday', '周四'],
    FRIDAY: ['Friday', '周五'],
    SATURDAY: ['Saturday', '周六'],
    SUNDAY: ['Sunday', '周日'],
  } satisfies Table<Weekday>,
} as const;

/** Names of usual channels. The shop chooses the keys of its channels, so other keys are possible. */
const CHANNELS: Readonly<Record<string, Words>> = {
  app: ['App', '应用内'],
  adviser: ['Adviser', '专属顾问'],
  email: ['E-mail', '邮件'],
  in_app: ['In-app', '应用内'],
  miniprogram: ['Mini-program', '小程序'],
  official_account: ['Official account', '公众号'],
  push: ['App push', 'App 推送'],
  sms: ['Text message', '短信'],
  wecom: ['WeCom', '企业微信'],
};

/** Names of usual purposes of messages. */
const PURPOSES: Readonly<Record<string, Words>> = {
  marketing: ['marketing', '营销'],
  profiling: ['profiling', '画像分析'],
  service: ['service', '服务通知'],
};

const nameIn =
  (names: Readonly<Record<string, Words>>) =>
  (key: string, isChinese: boolean): string =>
    Object.hasOwn(names, key) ? names[key][isChinese ? 1 : 0] : key;

/** Returns the name of a channel, or its key if it is not a usual one. */
export const channelName = nameIn(CHANNELS);

/** Returns the name of a purpose, or its key if it is not a usual one. */
export const purposeName = nameIn(PURPOSES);
