/** GraphQL input types of filters on events and order lines, as they stand in conditions. */
import { Field, InputType } from 'type-graphql';
import type { Filter } from '../../engine/types.js';
import { ItemFieldInput, toField } from './item-field.input.js';
import { only, TestInput, toTest } from './test.input.js';

export const OWN =
  "Read the event's own property, even where there is a built-in field with this name, such as `time`.";
@InputType({
  description:
    'A filter on an event or on its order lines. Exactly one key is given. All line comparisons of a filter must hold for the same line.',
})
export class FilterInput {
  @Field(() => [FilterInput], { nullable: true, description: 'True if all of these hold.' }) all?: FilterInput[];
  @Field(() => [FilterInput], { nullable: true, description: 'True if at least one of these holds.' })
  any?: FilterInput[];
  @Field(() => FilterInput, { nullable: true, description: 'True if this does not hold.' }) not?: FilterInput;
  @Field(() => PropertyTestInput, { nullable: true, description: 'A property of the event.' })
  property?: PropertyTestInput;
  @Field(() => PropertyTestInput, {
    nullable: true,
    description: 'A field of an order line: sku, name, brand, category, quantity, amount.',
  })
  line?: PropertyTestInput;
}

@InputType({ description: 'A named property, with a comparison.' })
export class PropertyTestInput {
  @Field(() => String, { description: 'The property.' }) name!: string;
  @Field(() => Boolean, { nullable: true, description: OWN }) own?: boolean;
  @Field(() => ItemFieldInput, { nullable: true, description: 'Compares this field of the entry whose key it is.' })
  item?: ItemFieldInput;
  @Field(() => TestInput, { description: 'The comparison.' }) is!: TestInput;
}

/** Returns whether a comparison tests that a value is absent. Such a comparison has no other key. */
export function isAbsent(test: TestInput, path: string): boolean {
  only(test, `${path}.is`);
  return test.exists === false;
}

/** Converts the input to a filter. */
export function toFilter(input: FilterInput, path: string): Filter {
  const [key, v] = only(input, path);
  const at = `${path}.${key}`;
  switch (key) {
    case 'all':
    case 'any':
      return { kind: key, of: (v as FilterInput[]).map((x, i) => toFilter(x, `${at}[${i}]`)) };
    case 'not':
      return { kind: 'not', of: toFilter(v as FilterInput, at) };
    default: {
      const { name: given, is, ...how } = v as PropertyTestInput;
      const field = toField(key === 'line' ? 'line' : 'event', given, how, at, 'name');
      if (isAbsent(is, at)) return { kind: 'not', of: { kind: 'field', field, test: { op: 'exists' } } };
      return { kind: 'field', field, test: toTest(is, `${at}.is`) };
    }
  }
}
