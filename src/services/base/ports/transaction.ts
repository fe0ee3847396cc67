/** A transaction and a page: what every port takes. */

/** A running transaction; opaque to the services. */
export interface Tx {
  readonly transaction: unique symbol;
}

export interface Page {
  readonly after?: string;
  readonly first: number;
}
