/**
 * English and Chinese labels for each enum value of the API. An enum value without labels does not compile, so no page
 * shows a technical name.
 */
import type {
  Cause,
  ConditionWarningReason,
  CouponKind,
  ImportedFactKind,
  ImportState,
  IntakeSenderKind,
  IntakeVerdict,
  ItemStatus,
  JobKind,
  JobState,
  LayerPolicy,
  OutcomeMetric,
  PartnerMode,
  TagGroup,
  TagKind,
  TransitionKind,
  ValueType,
} from '../../../schema/generated/operations.js';

import { MODEL_ENUMS } from './model-words.js';
import { STRATEGY_ENUMS } from './strategy-words.js';
import { REACH_ENUMS } from './reach-words.js';

export type Words = readonly [english: string, chinese: string];
type Table<Value extends string> = Readonly<Record<Value, Words>>;

export const ENUMS = {
  ...MODEL_ENUMS,
  ...STRATEGY_ENUMS,
  ...REACH_ENUMS,
  cause: {
    DEFINITION: ['definition', '定义变更'],
    ERASURE: ['erasure', '客户数据删除'],
    EVENT: ['event', '事件'],
    MERGE: ['merge', '合并'],
    REMOVAL: ['removed source', '撤回来源'],
    TAG: ['tag', '标签'],
    TIME: ['time', '时间'],
    UNMERGE: ['unmerge', '拆分'],
  } satisfies Table<Cause>,
  conditionWarning: {
    NEVER_TRUE: ['Can never be true', '不可能成立'],
    ALWAYS_TRUE: ['Is always true', '始终成立'],
    EVENT_UNSEEN: ['No event of this type has been seen', '从未出现过该类型的事件'],
    FIELD_UNSEEN: ['No event with this property has been seen', '从未出现过带有该属性的事件'],
    VALUE_UNSEEN: ['This value has not been seen', '从未出现过该值'],
    COUPON_UNSEEN: ['No such coupon is known', '没有这张优惠券'],
    TYPE_UNSEEN: ['The values seen have another type', '出现过的值是其他类型'],
    TYPES_MIXED: ['Values of several types were seen', '出现过多种类型的值'],
  } satisfies Table<ConditionWarningReason>,
  couponKind: {
    BUY_N_GET_M: ['buy n, get m', '买赠'],
    DISCOUNT: ['percent off', '折扣'],
    EXCHANGE: ['exchange', '兑换'],
    FIXED_AMOUNT: ['fixed amount', '立减'],
    FREE_SHIPPING: ['free shipping', '包邮'],
    FULL_REDUCTION: ['off from a threshold', '满减'],
    GIFT: ['gift', '赠品'],
  } satisfies Table<CouponKind>,
  importState: {
    UPLOADING: ['uploading', '上传中'],
    UPLOADED: ['uploaded', '已上传'],
    RUNNING: ['running', '导入中'],
    DONE: ['done', '完成'],
    FAILED: ['failed', '失败'],
    CANCELLED: ['cancelled', '已取消'],
  } satisfies Table<ImportState>,
  factKind: {
    EVENT: ['event', '事件'],
    TAG: ['tag', '标签'],
    POINT: ['tag value', '标签数值'],
    ENTRY: ['entry', '目录条目'],
  } satisfies Table<ImportedFactKind>,
  itemStatus: {
    ACCEPTED: ['accepted', '接受'],
    DUPLICATE: ['duplicate', '重复'],
    REJECTED: ['rejected', '拒绝'],
  } satisfies Table<ItemStatus>,
  jobKind: {
    BACKFILL: ['New definitions', '应用新定义'],
    ERASURE: ['Erasure', '客户数据删除'],
    IMPORT: ['Import of a file', '导入文件'],
    LIST: ['Changed lists', '名单变更'],
    CATALOGUE: ['Catalogue', '目录变更'],
    REGROUP: ['Identity rules', '身份识别规则'],
    REMOVAL: ['Removed source', '撤回来源'],
    RETENTION: ['Retention', '数据保留'],
    SAMPLE_DATA: ['Sample data', '填充示例数据'],
    SCORING: ['Scoring of a model', '模型评分'],
    TEMPLATE: ['New bounds', '重算阈值'],
    TRAINING: ['Training of a model', '模型训练'],
  } satisfies Table<JobKind>,
  jobState: {
    CANCELLED: ['cancelled', '已取消'],
    DONE: ['done', '完成'],
    FAILED: ['failed', '失败'],
    RUNNING: ['running', '进行中'],
  } satisfies Table<JobState>,
  layerPolicy: {
    ALLOWED: ['allowed', '不限制'],
    NEAR_CHURN: ['near churn', '临近流失时'],
    NONE: ['none', '不触达'],
    PERIODIC: ['periodic', '定期'],
  } satisfies Table<LayerPolicy>,
  outcome: {
    AVERAGE_ORDER: ['Average order', '笔单价'],
    CONVERSION: ['Conversion', '转化率'],
    GMV: ['Order value', '成交额'],
    NET_GAIN: ['Net gain', '净收益'],
    ORDERS: ['Orders', '订单数'],
    REPURCHASE: ['Repurchase', '复购率'],
    RETENTION: ['Customers kept', '留存率'],
  } satisfies Table<OutcomeMetric>,
  partnerMode: {
    ACTIVE: ['active', '启用'],
    SUSPENDED: ['suspended', '停用'],
    TRIAL: ['trial', '试运行'],
  } satisfies Table<PartnerMode>,
  senderKind: {
    HOOK: ['webhook', 'Webhook 接入'],
    TOKEN: ['token', '令牌'],
    WRITE_KEY: ['write key', '写入密钥'],
  } satisfies Table<IntakeSenderKind>,
  tagGroup: {
    ACTIVITY: ['activity', '活跃'],
    BASIC: ['basic', '基础'],
    CONSUMPTION: ['consumption', '消费'],
    MEMBERSHIP: ['membership', '会员'],
    TEMPORARY: ['temporary', '临时'],
  } satisfies Table<TagGroup>,
  tagKind: {
    DYNAMIC: ['dynamic', '动态'],
    SEMI_DYNAMIC: ['semi-dynamic', '半动态'],
    STATIC: ['static', '静态'],
  } satisfies Table<TagKind>,
  transition: {
    ENTERED: ['entered', '进入'],
    LEFT: ['left', '离开'],
  } satisfies Table<TransitionKind>,
  verdict: {
    ACCEPTED: ['accepted', '已接收'],
    DUPLICATE: ['duplicate', '重复'],
    REFUSED: ['request refused', '请求被拒'],
    REJECTED: ['rejected', '已拒绝'],
    WARNED: ['accepted with warnings', '已接收（有警告）'],
  } satisfies Table<IntakeVerdict>,
  valueType: {
    BOOLEAN: ['true or false', '是或否'],
    DATE: ['date', '日期'],
    DATETIME: ['instant', '时间'],
    DECIMAL: ['decimal', '小数'],
    INTEGER: ['whole number', '整数'],
    STRING: ['text', '文本'],
    STRING_LIST: ['list of texts', '文本列表'],
  } satisfies Table<ValueType>,
} as const;
