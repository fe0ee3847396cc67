/**
 * Templates defined as data. A template contains definitions with parameters, and bounds computed from the shop's own
 * customers.
 */
import type { LayerModelInput, SegmentInput, TagDefinitionInput } from './definition-inputs.js';

export interface Label {
  readonly en: string;
  readonly zh: string;
}

interface Parameter {
  readonly name: string;
  readonly label: Label;
  /**
   * `number` is a whole or decimal number. `duration` is a duration of the segment language, such as `90d`. `tag` is
   * the key of a tag. `texts` is one or more texts, separated by commas.
   */
  readonly type: 'number' | 'duration' | 'tag' | 'texts';
  /** Default value. When absent, the parameter is required. */
  readonly default?: string;
}

/**
 * A quantile of an aggregate over the customers. It is the smallest value for which at least the given share of
 * customers have this value or less. Only customers with a value above 0 are counted.
 */
export interface Quantile {
  readonly name: string;
  /** An aggregate expression. Placeholders such as `${name}` are replaced by the values of the parameters. */
  readonly metric: string;
  /** Share of the customers, from 0 to 1 in steps of 0.01. */
  readonly share: number;
  /**
   * `value` uses the number itself. `age` uses the number as a point in time, and returns the time from that point
   * until now as a window that includes the point.
   */
  readonly as: 'value' | 'age';
}

export interface Template {
  readonly key: string;
  readonly version: number;
  readonly label: Label;
  readonly description: Label;
  readonly parameters: readonly Parameter[];
  /**
   * Bounds that are computed from the shop's own customers at installation. In the definitions, `${name}` is replaced
   * by the quantile or parameter with this name.
   */
  readonly quantiles?: readonly Quantile[];
  /**
   * The tags to define. Their names are labels in the language of the installation. In the definitions, `${name}` is
   * replaced by the value of a parameter.
   */
  readonly tags?: readonly (Omit<TagDefinitionInput, 'name'> & { readonly label: Label })[];
  readonly segments?: readonly (Omit<SegmentInput, 'name' | 'description'> & { readonly label: Label })[];
  readonly models?: readonly (Omit<LayerModelInput, 'name' | 'description' | 'layers'> & {
    readonly label: Label;
    readonly layers: readonly TemplateLayer[];
  })[];
}

interface TemplateLayer {
  readonly key: string;
  readonly label: Label;
  readonly when?: string;
  readonly objective?: Label;
  readonly advice?: Label;
  readonly reach?: string;
  readonly coupons?: string;
}
