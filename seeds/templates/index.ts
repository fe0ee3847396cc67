/** The template library: layer models and tags that a shop installs with its own parameters. */
import { FREQUENCY_VALUE, PROMOTION_SENSITIVITY, VALUE_LAYERS } from './value.js';
import { BEAUTY, ECOMMERCE, FRESH_FOOD, MOTHER_AND_BABY } from './industries.js';
import { LIFECYCLE, LIFECYCLE_ACTIVITY, LIFECYCLE_MEMBERSHIP } from './lifecycle.js';
import { RFM, RFM_QUINTILES } from './rfm.js';
import { TAG_FRAMEWORK } from './tags.js';
import type { Template } from '../../src/services/base/template-library.js';

export const TEMPLATES: readonly Template[] = [
  TAG_FRAMEWORK,
  LIFECYCLE,
  LIFECYCLE_ACTIVITY,
  LIFECYCLE_MEMBERSHIP,
  RFM,
  RFM_QUINTILES,
  VALUE_LAYERS,
  FREQUENCY_VALUE,
  PROMOTION_SENSITIVITY,
  ECOMMERCE,
  FRESH_FOOD,
  BEAUTY,
  MOTHER_AND_BABY,
];
