/** Registers all reasons for rejections as a GraphQL enum. */
import { registerEnumType } from 'type-graphql';
import { REASONS, type Reason } from '../reasons/index.js';

const names = Object.keys(REASONS) as Reason[];

export const RefusalReason = Object.fromEntries(names.map((name) => [name, name])) as { readonly [R in Reason]: R };

registerEnumType(RefusalReason, {
  name: 'RefusalReason',
  description: 'Reason of a refusal: `reason` of a rejected item, and `extensions.reason` of every error.',
  valuesConfig: Object.fromEntries(
    names.map((name) => [name, { description: `${REASONS[name].meaning} ${REASONS[name].remedy}` }]),
  ),
});
