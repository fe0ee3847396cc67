/** English and Chinese labels for the enum values of strategies. An enum value without labels does not compile. */
import type {
  LayerLikeness,
  StrategyAdvice,
  StrategyObjective,
  StrategyOffer,
  StrategyRecordOrigin,
  StrategyRecordState,
  StrategyStanding,
  StrategyVerdict,
  TrialMetric,
} from '../../../schema/generated/operations.js';

type Words = readonly [english: string, chinese: string];
type Table<Value extends string> = Readonly<Record<Value, Words>>;

const VERDICTS = {
  HARMS: ['harms', '有害'],
  NOT_MEASURED: ['not measured', '未评估'],
  NO_EFFECT: ['no effect', '无效果'],
  OPEN: ['open', '未定'],
  UNTRUSTED: ['untrusted', '不可信'],
  WORKS: ['works', '有效'],
} satisfies Table<StrategyVerdict>;

export const STRATEGY_ENUMS = {
  layerLikeness: {
    ALIKE: ['alike', '相近'],
    DIFFERENT: ['different', '不同'],
    OPEN: ['open', '未定'],
  } satisfies Table<LayerLikeness>,
  strategyAdvice: {
    LEARN: ['Try again and measure', '再试并评估'],
    REPEAT: ['Repeat', '可重复'],
    TRY: ['Try for the first time', '首次尝试'],
  } satisfies Table<StrategyAdvice>,
  strategyObjective: {
    ACTIVATE: ['Activity', '促活'],
    ORDERS: ['Orders', '订单'],
    ORDER_VALUE: ['Order value', '客单'],
    RETAIN: ['Retention', '留存'],
    REVENUE: ['Revenue', '流水'],
  } satisfies Table<StrategyObjective>,
  strategyOffer: {
    BUNDLE: ['Bundle', '组合装'],
    CONTENT: ['Content', '内容'],
    COUPON: ['Coupon', '优惠券'],
    GIFT: ['Gift', '赠品'],
    NONE: ['No offer', '无权益'],
    POINTS: ['Points', '积分'],
    PRICE: ['Lower price', '降价'],
    SERVICE: ['Service', '服务'],
  } satisfies Table<StrategyOffer>,
  strategyOrigin: {
    BY_HAND: ['by hand', '手工录入'],
    CAMPAIGN: ['campaign', '活动'],
    EXPERIMENT: ['experiment', '实验'],
  } satisfies Table<StrategyRecordOrigin>,
  strategyRecordState: {
    CLOSED: ['closed', '已结束'],
    OPEN: ['running', '进行中'],
  } satisfies Table<StrategyRecordState>,
  strategyStanding: { ...VERDICTS, UNTRIED: ['never tried', '从未试过'] } satisfies Table<StrategyStanding>,
  strategyVerdict: VERDICTS,
  trialMetric: {
    ACTIVITY: ['Active customers', '活跃客户占比'],
    CONVERSION: ['Customers who order', '下单客户占比'],
    ORDERS: ['Orders per customer', '人均订单数'],
    ORDER_VALUE: ['Order value', '笔单价'],
    RETENTION: ['Customers who order in the next window', '下一窗口下单客户占比'],
    REVENUE: ['Revenue per customer', '人均成交额'],
  } satisfies Table<TrialMetric>,
} as const;
