/** Parses product scopes, which select the goods that a coupon applies to. */
import type { Goods, ProductScope } from '../../engine/coupons/scope.js';
import { isPath } from '../../engine/values/paths.js';
import { invalid, limit } from '../base/errors.js';
import { identifier } from '../base/inputs.js';

interface GoodsInput {
  readonly skus?: readonly string[] | null;
  readonly brands?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
}

export interface ProductScopeInput extends GoodsInput {
  readonly excluded?: GoodsInput | null;
  readonly bundle?: readonly string[] | null;
}

const MOST_GOODS = 1000;
const MOST_OF_BUNDLE = 50;

/** Parses a product scope. Throws when it selects no goods. `bundles` states whether bundles are allowed. */
export function productScope(
  input: ProductScopeInput | null | undefined,
  path: string,
  bundles = true,
): ProductScope | undefined {
  if (input === undefined || input === null) return undefined;
  const chosen = goodsOf(input, path);
  const excluded = input.excluded ? goodsOf(input.excluded, `${path}.excluded`) : undefined;
  if (input.excluded && !excluded) throw nothingChosen(`${path}.excluded`);
  const bundle = listOf(input.bundle, `${path}.bundle`, MOST_OF_BUNDLE);
  if (!bundle) {
    if (!chosen && !excluded) throw nothingChosen(path);
    return { ...chosen, ...(excluded ? { excluded } : {}) };
  }
  if (!bundles) throw invalid('COUPON_SCOPE_INVALID', 'gifts are no bundle', `${path}.bundle`);
  if (chosen || excluded)
    throw invalid('COUPON_SCOPE_INVALID', 'a bundle is given alone: its skus are the goods', `${path}.bundle`);
  if (bundle.length < 2)
    throw invalid('COUPON_SCOPE_INVALID', 'a bundle has at least two different skus', `${path}.bundle`);
  return { bundle };
}

const nothingChosen = (path: string): Error =>
  invalid('COUPON_SCOPE_INVALID', 'choose goods by at least one sku, brand or category', path);

function goodsOf(input: GoodsInput, path: string): Goods | undefined {
  const lists = (['skus', 'brands', 'categories'] as const).flatMap((field) => {
    const list = listOf(input[field], `${path}.${field}`, MOST_GOODS);
    return list ? [[field, list] as const] : [];
  });
  for (const [field, list] of lists)
    list.forEach((name, i) => {
      if (field === 'categories' && !isPath(name))
        throw invalid('COUPON_SCOPE_INVALID', 'a category has more than slashes', `${path}.${field}[${i}]`);
    });
  return lists.length === 0 ? undefined : Object.fromEntries(lists);
}

/** Returns the distinct names in a list, or undefined when the list is absent or empty. */
function listOf(names: readonly string[] | null | undefined, path: string, most: number): string[] | undefined {
  if (!names || names.length === 0) return undefined;
  if (names.length > most)
    throw limit('LIST_TOO_LONG', `at most ${most.toLocaleString('en')} here, this list has ${names.length}`, path);
  return [...new Set(names.map((name, i) => identifier(name, `${path}[${i}]`)))];
}
