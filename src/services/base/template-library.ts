/** Templates as data: definitions with parameters, and bounds taken from the shop's own customers. */
import type { LayerModelInput, SegmentInput, TagDefinitionInput } from './definition-inputs.js';

export interface Label {
  readonly en: string;
  readonly zh: string;
}

interface Parameter {
  readonly name: string;
  readonly label: Label;
  /**
   * `number`: a whole or decimal number; `duration`: as in the language, e.g. `90d`; `tag`: the key of a tag; `texts`:
   * one or more texts, separated by commas.
   */
  readonly type: 'number' | 'duration' | 'tag' | 'texts';
  /** Absent: it has to be given. */
  readonly default?: string;
}

/** The least value that is not less than a share of the customers who have one (of counts and sums: more than 0). */
export interface Quantile {
  readonly name: string;
  /** An aggregate; parameters are filled in. */
  readonly metric: string;
  /** In whole hundredths. */
  readonly share: number;
  /** `value`: a number. `age`: how long before now an instant is, as a window that takes it in. */
  readonly as: 'value' | 'age';
}

export interface Template {
  readonly key: string;
  readonly version: number;
  readonly label: Label;
  readonly description: Label;
  readonly parameters: readonly Parameter[];
  /** Bounds taken from the shop's own customers when it is installed; `${name}` stands for one as for a parameter. */
  readonly quantiles?: readonly Quantile[];
  /** Names of definitions are labels in the language the template is installed in; `${name}` stands for a parameter. */
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
