/** Saved reports and boards: definitions that are computed at every read and change no customer. */
import type { MetricRule } from './metric-alerts.js';

/** Definitions that a report or board refers to, by key. */
export interface ReportUses {
  /** Segments, and layers as `model.layer`. */
  readonly segments: readonly string[];
  readonly tags: readonly string[];
  readonly layerModels: readonly string[];
  readonly lists: readonly string[];
}

export interface ReportDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Kind of the analysis, a field of its input. */
  readonly kind: string;
  /** The analysis with its input, as JSON text. */
  readonly analysis: string;
  /** Rules over its figure. */
  readonly alerts?: readonly MetricRule[];
  readonly uses: ReportUses;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

export interface BoardDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Keys of reports, in the order of the board. */
  readonly reports: readonly string[];
  /** A period and a scope for all its reports, as JSON text. */
  readonly filter?: string;
  readonly uses: ReportUses;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}
