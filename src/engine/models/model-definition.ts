/** Defines models that are stored in versions and that write scores as tags. */
import type { LogisticFit } from './logistic.js';
import type { OrderFit } from './bg-nbd.js';
import type { ValueFit } from './order-value.js';
import type { Accuracy } from './accuracy.js';
import type { ForecastFigures } from './forecast-test.js';
import type { OrderCandidate } from './order-candidates.js';
import type { ModelWarning } from './warnings.js';

export const MODEL_KINDS = ['ORDERS_TO_COME', 'VALUE', 'CHURN'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** The scores that each kind of model can write. Each score is a decimal number. */
export const SCORES_OF = {
  ORDERS_TO_COME: ['ALIVE_PROBABILITY', 'EXPECTED_ORDERS'],
  VALUE: ['EXPECTED_ORDER_VALUE', 'LIFETIME_VALUE'],
  CHURN: ['CHURN_PROBABILITY'],
} as const satisfies Readonly<Record<ModelKind, readonly string[]>>;
export type ModelScore = (typeof SCORES_OF)[ModelKind][number];

/** A score, and the key of the tag to which it is written. */
export interface ScoreTag {
  readonly score: ModelScore;
  readonly tag: string;
}

export interface ModelDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly kind: ModelKind;
  /**
   * Events that count as orders, in the text form used in `count(...)`. The predictions of the model refer to these
   * events.
   */
  readonly orders: readonly string[];
  /** Length of the forecast window, in ms. Absent for churn, which has a fixed window. */
  readonly horizonMs?: number;
  /** Number of cutoff times to learn from, 30 days apart. Absent for models of orders, which learn from one. */
  readonly trainingCuts?: number;
  /** Interval between two trainings, and between two scorings, in ms. Absent if they are only started by hand. */
  readonly trainEveryMs?: number;
  readonly scoreEveryMs?: number;
  readonly tags: readonly ScoreTag[];
  /** Time in ms after which a score expires. It is the TTL of the score tags. */
  readonly validityMs: number;
  /**
   * The last version of the definition that required new training. Model versions that were trained for an earlier one
   * are not used.
   */
  readonly learnedFrom: number;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** The fitted parameters of a model. Scores are computed from them. */
export type ModelFit =
  | { readonly kind: 'CHURN'; readonly logistic: LogisticFit; readonly baseRate: number }
  | { readonly kind: 'ORDERS_TO_COME' | 'VALUE'; readonly orders: OrderFit; readonly value?: ValueFit };

/** The reason why a version may not be used, with the required number and the number that was found. */
export interface ModelRefusal {
  readonly reason: ModelWarning;
  readonly needed?: number;
  readonly found?: number;
}

/**
 * A trained version of a model, with its test results on the newest window that had ended. A version with a refusal is
 * not used for scores.
 */
export interface ModelVersion {
  readonly key: string;
  readonly version: number;
  readonly kind: ModelKind;
  /** Value of `learnedFrom` in the definition for which the version was trained. */
  readonly definition: number;
  /** Id of the job that trained the version. */
  readonly job: string;
  /** The model was trained with the facts that had been received by this time. */
  readonly cut: number;
  /** Earlier cutoff times whose customers are in the training data of a churn model. */
  readonly trainedAtCuts: readonly number[];
  /** Number of customers in the training data. */
  readonly customers: number;
  readonly refusal?: ModelRefusal;
  readonly fit?: ModelFit;
  readonly accuracy?: Accuracy;
  readonly forecast?: ForecastFigures;
  /** The models of orders that were compared. Absent for churn, and for versions of earlier releases. */
  readonly candidates?: readonly OrderCandidate[];
  readonly warnings: readonly ModelWarning[];
  /** Time at which the training ended. */
  readonly trainedAt: number;
}

/** The state of a model in addition to its definition: the next due times, and the last scoring. */
export interface ModelSchedule {
  readonly key: string;
  /** Times of the next training and scoring. Absent if they are only started by hand. */
  readonly nextTrainingAt?: number;
  readonly nextScoringAt?: number;
  readonly scored?: { readonly version: number; readonly cut: number; readonly customers: number };
  /** Incremented by every change of this record. */
  readonly version: number;
}

/** Whether a version may be used under the definition for which it was trained. */
export const isUsable = (version: ModelVersion): version is ModelVersion & { readonly fit: ModelFit } =>
  version.fit !== undefined && version.refusal === undefined;

/** Returns the newest version that may be used under a definition. `versions` are in ascending order. */
export const usableVersion = (
  definition: ModelDefinition,
  versions: readonly ModelVersion[],
): (ModelVersion & { readonly fit: ModelFit }) | undefined =>
  versions.findLast(
    (each): each is ModelVersion & { readonly fit: ModelFit } =>
      each.definition === definition.learnedFrom && isUsable(each),
  );
