/** Templates as data: definitions with parameters, and bounds computed from the shop's own customers. */
import type { LayerModelInput, SegmentInput, TagDefinitionInput } from './definition-inputs.js';

export interface Label {
  readonly en: string;
  readonly zh: string;
}

interface Parameter {
  readonly name: string;
  readonly label: Label;
  /**
   * `number` is a whole or decimal number, `duration` a duration of the language such as `90d`, `tag` the key of a tag,
   * and `texts` one or more texts separated by commas.
   */
  readonly type: 'number' | 'duration' | 'tag' | 'texts';
  /** When absent, the parameter is required. */
  readonly default?: string;
}

/**
 * The smallest value that at least the given share of customers do not exceed. Only customers with a value above 0 are
 * included.
 */
export interface Quantile {
  readonly name: string;
  /** An aggregate. Parameters are filled in. */
  readonly metric: string;
  /** From 0 to 1, in steps of 0.01. */
  readonly share: number;
  /** `value` gives a number. `age` gives the time between an instant and now, as a window that includes the instant. */
  readonly as: 'value' | 'age';
}

export interface Template {
  readonly key: string;
  readonly version: number;
  readonly label: Label;
  readonly description: Label;
  readonly parameters: readonly Parameter[];
  /** Bounds computed from the shop's own customers at installation. `${name}` refers to one like a parameter. */
  readonly quantiles?: readonly Quantile[];
  /** Names of definitions are labels in the language of the installation. `${name}` refers to a parameter. */
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
