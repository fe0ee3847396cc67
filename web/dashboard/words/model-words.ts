/** English and Chinese labels for the enum values of models. An enum value without labels does not compile. */
import type {
  ChurnFeature,
  ModelKind,
  ModelScore,
  ModelVersionState,
  ModelWarning,
  OrderModel,
} from '../../../schema/generated/operations.js';

type Words = readonly [english: string, chinese: string];
type Table<Value extends string> = Readonly<Record<Value, Words>>;

export const MODEL_ENUMS = {
  churnFeature: {
    DAYS_SINCE_FIRST_ORDER: ['Time since the first order', '距首单时间'],
    DAYS_SINCE_LAST_ORDER: ['Time since the last order', '距末单时间'],
    MEAN_VALUE: ['Mean value of an order-day', '单日平均金额'],
    ORDER_DAYS: ['Days with an order', '下单天数'],
    RECENT_ORDER_DAYS: ['Recent days with an order', '近期下单天数'],
    USUAL_INTERVAL_RATIO: ['Time since the last order in usual intervals', '距末单时间与平均间隔之比'],
  } satisfies Table<ChurnFeature>,
  modelKind: {
    CHURN: ['Churn', '流失'],
    ORDERS_TO_COME: ['Orders to come', '未来订单'],
    VALUE: ['Value', '客户价值'],
  } satisfies Table<ModelKind>,
  modelScore: {
    ALIVE_PROBABILITY: ['Probability of being active', '活跃概率'],
    CHURN_PROBABILITY: ['Churn probability', '流失概率'],
    EXPECTED_ORDERS: ['Expected order-days', '预计下单天数'],
    EXPECTED_ORDER_VALUE: ['Expected value of an order-day', '预计单日消费金额'],
    LIFETIME_VALUE: ['Expected revenue', '预计成交额'],
  } satisfies Table<ModelScore>,
  orderModel: {
    BG_NBD: ['Customers leave after a repeat order', '复购之后才会流失'],
    MBG_NBD: ['Customers leave after any order', '首单之后也会流失'],
  } satisfies Table<OrderModel>,
  modelState: {
    REFUSED: ['refused', '未通过'],
    TRAINED: ['trained', '已训练'],
  } satisfies Table<ModelVersionState>,
  modelWarning: {
    HISTORY_BY_OCCURRENCE: ['Imported history counts as known since it occurred', '导入的历史数据按发生时间计为已知'],
    NOT_CONVERGED: ['The search found no clear best parameters', '未找到明确的最优参数'],
    NO_CLOSED_WINDOW: ['No window has ended, so nothing can be tested', '尚无已结束的窗口，无法检验'],
    NO_VARIATION: ['A feature is the same for all customers', '有特征对所有客户都相同'],
    ONE_CLASS: ['All customers have the same outcome', '所有客户的结果都相同'],
    TOO_FEW: ['Too few customers or orders', '客户或订单太少'],
    VALUE_DEPENDS_ON_FREQUENCY: ['Value depends on frequency', '单日消费金额与频率相关'],
    VALUE_WITHOUT_MEAN: ['The order values have no finite mean', '订单金额没有有限均值'],
    WORSE_THAN_NAIVE: ['The error is not below that of the naive forecast', '误差不低于简单预测'],
  } satisfies Table<ModelWarning>,
} as const;
