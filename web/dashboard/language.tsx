/** English and Chinese: what is shown is written in English, and looked up. */
import { createContext, useContext } from 'react';

export type Language = 'en' | 'zh';

export const ZH: Readonly<Record<string, string>> = {
  'Overview': '概览', 'Segments': '分群', 'Layers': '分层', 'Customer': '客户', 'Coupons': '优惠券', 'Tags': '标签', 'Templates': '模板', 'Jobs': '任务', 'Settings': '设置',
  'Customers': '客户数', 'Alerts': '预警', 'Live changes': '实时变动', 'Largest segments': '最大分群', 'No alert so far': '暂无预警', 'Nothing has changed since this page was opened': '打开页面以来暂无变动',
  'entered': '进入', 'left': '离开', 'moved': '移动', 'Name': '名称', 'Size': '人数', 'Version': '版本', 'Condition': '条件', 'State': '状态', 'New segment': '新建分群', 'Search': '搜索', 'Key': '标识',
  'Members': '成员', 'Changes': '变动', 'Versions': '历史版本', 'Portrait': '画像', 'Edit': '编辑', 'Retire': '停用', 'Roll back': '回滚', 'Save': '保存', 'Cancel': '取消', 'Visual': '可视化', 'Text': '文本',
  'Preview': '预览', 'of': '/', 'would be members': '将成为成员', 'would enter': '将进入', 'would leave': '将离开', 'Overlap': '重叠', 'all of these': '满足全部', 'any of these': '满足任一', 'not': '非',
  'Remove': '删除', 'tag': '标签', 'event': '事件', 'segment': '分群', 'times': '次数', 'money': '金额', 'in the last': '最近', 'days': '天', 'ever': '不限', 'Description': '说明',
  'This condition is edited as text: it says more than the visual editor shows.': '该条件较复杂，请用文本编辑。', 'Every customer is evaluated anew': '正在重新计算所有客户', 'Saved': '已保存', 'by': '由', 'cause': '原因', 'at': '时间',
  'Distribution': '分布', 'Migration': '迁移', 'from': '从', 'to': '到', 'was not there yet': '尚未存在', 'Layer': '层', 'Share': '占比', 'Objective': '目标', 'Reach': '触达', 'There is no layer model yet. Install one under Templates.': '尚无分层模型，请在模板中安装。',
  'Namespace': '命名空间', 'Value': '值', 'Find': '查找', 'Identities': '身份', 'Timeline': '时间线', 'Memberships': '所属分群', 'since': '自', 'until': '至', 'Why?': '为什么？', 'Why': '原因', 'static': '静态', 'semi-dynamic': '半动态', 'dynamic': '动态',
  'Nobody is known by this.': '没有这样的客户。', 'hidden': '已隐藏', 'Source': '来源', 'Observed': '观测时间', 'History': '历史', 'Kind': '类型', 'Type': '值类型', 'Group': '分组', 'Definition': '定义', 'Owner': '归属',
  'Popularity': '受欢迎程度', 'Preference': '偏好', 'Price ladder': '面额阶梯', 'Acquisition': '拉新', 'Coupon': '优惠券', 'Issued': '发放', 'Claimed': '领取', 'Used': '核销', 'Expired': '过期', 'Claim rate': '领取率', 'Use rate': '核销率', 'New customers': '新客占比', 'Cost': '成本', 'Median days': '中位天数',
  'Experiment': '实验', 'Face value': '面额', 'Conversion': '转化率', 'Average order': '客单价', 'Net gain per customer': '人均净收益', 'against the hold-out': '与空白组相比', 'Cheapest that pays': '最低有效面额', 'none is sure to pay': '尚无显著有效的面额', 'There is no experiment yet.': '尚无实验。', 'new': '新客', 'old': '老客', 'Uses': '核销数', 'TGI': 'TGI', 'Repurchase in 30 days': '30 日复购', 'Profit': '利润', 'Cost of each': '人均成本', 'Margin': '毛利率',
  'Dry run': '试算', 'Install': '安装', 'Installed': '已安装', 'Parameters': '参数', 'Subject': '对象', 'Job': '任务', 'New definitions': '应用新定义', 'Erasure': '清除', 'Who is who': '身份识别', 'Growth': '增长', 'Day': '日期', 'Size over 30 days': '近 30 天人数', 'Uplift': '增量效果', 'hold-out': '空白组', 'Orders': '订单数', 'Metric': '指标', 'with': '有券', 'without': '无券', 'Difference': '差异', 'good at any time': '随时有效的区间',
  'without a hold-out: against customers who match in prior orders, average order and layer': '无空白组：与历史订单、客单价和分层相匹配的客户比较', 'The groups are more uneven than chance explains: do not read the rest.': '分组比例异常，结果不可信。', 'Links in dispute': '待处理的身份冲突', 'Nothing is in dispute.': '暂无冲突。', 'Why not': '未合并原因', 'Settle': '处理', 'Settled': '已处理', 'Two people': '两个人', 'One person': '同一个人', 'No tag differs.': '标签一致。', 'would be': '合并后',
  'Priority': '优先级', 'Limit': '上限', 'Names one person': '唯一识别一人', 'strong': '强', 'weak': '弱', 'Normal form': '规范化', 'Blocked': '屏蔽值', 'would be joined': '将合并', 'would be parted': '将拆分', 'looked at': '已检查', 'Partners': '合作方', 'No partner so far': '暂无合作方', 'Written today': '今日写入', 'Facts a day': '每日上限', 'Issue a token': '签发令牌', 'Issue': '签发', 'Hours': '小时', 'The token of': '令牌所属：', 'It is shown this once.': '仅显示一次。', 'is shared by too many to name anyone': '被过多客户共用，不再识别任何人', 'Retention': '数据保留', 'New bounds': '重算阈值', 'also in': '同时属于', 'Progress': '进度', 'Started': '开始', 'No job so far': '暂无任务', 'Workspace': '工作区', 'Clock': '时钟', 'Zone': '时区', 'Currency': '货币', 'Token': '令牌', 'Scopes': '权限', 'Good until': '有效至', 'Use another token': '更换令牌', 'Sign in': '登录', 'Paste a token, or open the link that the server printed when it started.': '粘贴令牌，或打开服务器启动时打印的链接。', 'Query editor': '查询编辑器',
  'Try again': '重试', 'This token may not do that. It needs another scope.': '该令牌没有此权限。', 'Skip to content': '跳到内容', 'against everyone': '与全体相比', 'Share in segment': '分群占比', 'Share of all': '全体占比', 'without a value': '无值', 'in': '在', 'out': '不在', 'Cause': '原因', 'Identity namespaces': '身份命名空间',
};

const LanguageContext = createContext<Language>('en');
export const LanguageProvider = LanguageContext.Provider;

/** The words of the language chosen. */
export function useWords(): (text: string) => string {
  const language = useContext(LanguageContext);
  return (text) => (language === 'zh' ? (ZH[text] ?? text) : text);
}

export const useLanguage = (): Language => useContext(LanguageContext);

export function useFormat(): { number(n: number): string; share(n: number | null | undefined): string; instant(s: string | null | undefined): string } {
  const locale = useContext(LanguageContext) === 'zh' ? 'zh-CN' : 'en';
  return {
    number: (n) => n.toLocaleString(locale),
    share: (n) => (n === null || n === undefined ? '–' : n.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 })),
    instant: (s) => (s ? new Date(s).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }) : '–'),
  };
}
