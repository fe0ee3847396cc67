/** Types for transactions and pages, which all ports use as parameters. */

/** A running transaction. Services treat it as opaque. */
export interface Tx {
  readonly transaction: unique symbol;
}

export interface Page {
  readonly after?: string;
  readonly first: number;
}
