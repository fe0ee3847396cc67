/** The driver's connection, as far as its commands are recorded. */
declare module 'mongodb/lib/cmap/connection.js' {
  export class Connection {
    command(ns: unknown, command: Record<string, unknown>, ...rest: unknown[]): unknown;
  }
}
