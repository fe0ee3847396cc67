/** Storage of the audit log, which records who changed what and when. */
import type { Page, Tx } from './transaction.js';

export interface AuditEntry {
  readonly id: string;
  readonly actor: string;
  readonly operation: string;
  readonly target: string;
  readonly at: number;
}

export interface AuditStore {
  page(
    workspace: string,
    page: Page,
    filter: { readonly actor?: string; readonly operation?: string },
  ): Promise<AuditEntry[]>;
  insert(
    entries: readonly {
      readonly workspace: string;
      readonly actor: string;
      readonly operation: string;
      readonly target: string;
      readonly at: number;
    }[],
    tx: Tx,
  ): Promise<void>;
}
