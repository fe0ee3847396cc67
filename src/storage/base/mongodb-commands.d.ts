/** The part of the driver that sends documents as bytes. The driver uses it for its own bulk writes. */
declare module 'mongodb/lib/cmap/commands.js' {
  export class DocumentSequence {
    constructor(field: string);
    /** Adds a document as BSON. The driver sends `raw`, and `document` only describes it in logs. */
    push(document: object, raw: Uint8Array): number;
  }
}
