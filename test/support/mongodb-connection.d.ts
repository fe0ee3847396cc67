/** The part of the driver's connection class that the recording of commands uses. */
declare module 'mongodb/lib/cmap/connection.js' {
  export class Connection {
    command(ns: unknown, command: Record<string, unknown>, ...rest: unknown[]): unknown;
  }
}
