/** Defines saved reports and boards. Their results are computed at every read, and they change no customer data. */
import type { MetricRule } from './metric-alerts.js';

/** The definitions that a report or board uses, listed by key. */
export interface ReportUses {
  /** Keys of segments. A layer is listed as `model.layer`. */
  readonly segments: readonly string[];
  readonly tags: readonly string[];
  readonly layerModels: readonly string[];
  readonly lists: readonly string[];
}

export interface ReportDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Kind of the analysis. It is the name of a field of the analysis input. */
  readonly kind: string;
  /** The input of the analysis, as JSON text. */
  readonly analysis: string;
  /** Alert rules that watch the figure of this report. */
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
  /** A period and a scope that apply to all reports of the board, as JSON text. */
  readonly filter?: string;
  readonly uses: ReportUses;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}
