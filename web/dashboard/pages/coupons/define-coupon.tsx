/** Coupon form: the discount, the goods, the eligibility, and the cost limit. */
import { Button, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import {
  DefineCouponDocument,
  type CouponKind,
  type DefineCouponInput,
  type ProductScopeInput,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { useNewVersion } from '../../components/new-version.js';
import { NumberField } from '../../components/number-field.js';
import { ask } from '../../data/client.js';
import { useEnums } from '../../words/use-enums.js';
import { useWords } from '../../words/language.js';
import { ClaimLimits, Eligible } from './claim-fields.js';

const KINDS = [
  'FULL_REDUCTION',
  'FIXED_AMOUNT',
  'DISCOUNT',
  'FREE_SHIPPING',
  'EXCHANGE',
  'GIFT',
  'BUY_N_GET_M',
] as const satisfies CouponKind[];

type Goods = Pick<ProductScopeInput, 'skus' | 'brands' | 'categories' | 'bundle'>;
type Empty = null | undefined;

interface Filled {
  readonly key: string;
  readonly code?: string;
  readonly name?: string;
  readonly kind: CouponKind;
  readonly worth?: number | Empty;
  readonly mostOff?: number | Empty;
  readonly buy?: number | Empty;
  readonly get?: number | Empty;
  readonly threshold?: number | Empty;
  readonly perCustomerLimit?: number | Empty;
  readonly totalLimit?: number | Empty;
  readonly costLimit?: number | Empty;
  readonly eligible?: string;
  readonly products?: Goods;
  readonly gifts?: Goods;
}

const decimal = (value: number | Empty): string | undefined =>
  value === undefined || value === null ? undefined : String(value);

/** Returns the goods in the form, or undefined if all lists are empty. */
function goodsOf(goods: Goods | undefined): Goods | undefined {
  const named = Object.entries(goods ?? {}).filter(([, list]) => Array.isArray(list) && list.length > 0);
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/** Converts the form to input of the API. Empty fields are omitted, so that an existing coupon keeps their values. */
function toInput({ worth, mostOff, threshold, costLimit, products, gifts, ...rest }: Filled): DefineCouponInput {
  const isDiscount = rest.kind === 'DISCOUNT';
  const all = {
    ...rest,
    [isDiscount ? 'percentOff' : 'faceValue']: decimal(worth),
    mostOff: isDiscount ? decimal(mostOff) : undefined,
    threshold: decimal(threshold),
    costLimit: decimal(costLimit),
    products: goodsOf(products),
    gifts: rest.kind === 'BUY_N_GET_M' ? goodsOf(gifts) : undefined,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(given) as unknown as DefineCouponInput;
}

export function DefineCoupon({
  taken,
  saved,
}: {
  readonly taken: (key: string) => boolean;
  readonly saved: () => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const [form] = Form.useForm<Filled>();
  const kind = Form.useWatch('kind', form);
  const enums = useEnums();
  const asVersion = useNewVersion();
  const define = (filled: Filled): void =>
    act(
      ask(DefineCouponDocument, { input: toInput(filled) }),
      () => {
        form.resetFields();
        saved();
      },
      t('Saved'),
    );
  return (
    <Form
      form={form}
      layout="inline"
      style={{ rowGap: 8 }}
      onFinish={(filled: Filled) => asVersion(taken(filled.key), () => define(filled))}
      initialValues={{ kind: 'FIXED_AMOUNT' }}
    >
      <Form.Item name="key" label={t('Key')} rules={[{ required: true }]}>
        <Input style={{ width: 140 }} placeholder="spring_20" />
      </Form.Item>
      <Form.Item name="code" label={t('Code')}>
        <Input style={{ width: 140 }} placeholder="SPRING-20" />
      </Form.Item>
      <Form.Item name="name" label={t('Name')}>
        <Input style={{ width: 160 }} />
      </Form.Item>
      <Form.Item name="kind" label={t('Kind')}>
        <Select style={{ width: 180 }} options={KINDS.map((value) => ({ value, label: enums('couponKind', value) }))} />
      </Form.Item>
      <WorthFields kind={kind} />
      <LimitFields />
      <GoodsFields name="products" title={t('Only for')} />
      {kind === 'BUY_N_GET_M' && <GoodsFields name="gifts" title={t('Given goods')} />}
      <Button type="primary" htmlType="submit">
        {t('Define')}
      </Button>
    </Form>
  );
}

function WorthFields({ kind }: { readonly kind: CouponKind | undefined }): ReactNode {
  const t = useWords();
  const isBuy = kind === 'BUY_N_GET_M';
  return (
    <>
      {!isBuy && <NumberField name="worth" label={kind === 'DISCOUNT' ? t('Percent off') : t('Value')} min={0} />}
      {kind === 'DISCOUNT' && <NumberField name="mostOff" label={t('At most off')} min={0} />}
      {isBuy && (
        <>
          <NumberField name="buy" label={t('Bought pieces')} min={1} whole required />
          <NumberField name="get" label={t('Given pieces')} min={1} whole required />
        </>
      )}
      <NumberField name="threshold" label={t('Threshold')} min={0} />
    </>
  );
}

function LimitFields(): ReactNode {
  const t = useWords();
  return (
    <>
      <ClaimLimits />
      <NumberField name="costLimit" label={t('Most cost')} min={0} />
      <Eligible />
    </>
  );
}

/** Form fields for goods, which can be listed by SKU, brand, category or bundle. Each field accepts several values. */
function GoodsFields({ name, title }: { readonly name: 'products' | 'gifts'; readonly title: string }): ReactNode {
  const t = useWords();
  const parts = { skus: t('skus'), brands: t('brands'), categories: t('categories'), bundle: t('skus of a bundle') };
  return (
    <>
      {Object.entries(parts).map(([part, label]) => (
        <Form.Item key={part} name={[name, part]} label={`${title}: ${label}`}>
          <Select mode="tags" open={false} suffixIcon={null} style={{ width: 180 }} tokenSeparators={[',', '，']} />
        </Form.Item>
      ))}
    </>
  );
}
