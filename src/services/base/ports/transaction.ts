/** Transactions and pages, the parameters that all ports share. */

/** A running transaction. Services treat it as opaque. */
export interface Tx {
  readonly transaction: unique symbol;
}

export interface Page {
  readonly after?: string;
  readonly first: number;
}
