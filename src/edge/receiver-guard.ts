/**
 * Protects the process from a bug in the combination of ws and the streams of Node. Node writes buffered chunks one
 * after another, even after one of them failed. The receiver of ws then throws on the next chunk, and no handler
 * catches that error. Chunks are buffered because `allowSynchronousEvents` is off.
 */
import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** Properties of the receiver in ws 8 that are missing from its type definitions. */
type Receiver = Pick<Writable, '_write'> & { readonly _errored: boolean };

/** Discards chunks that arrive after an invalid frame. ws closes the socket after such a frame. */
export function guardReceiver(ws: WebSocket): void {
  const { _receiver: receiver } = ws as unknown as { readonly _receiver: Receiver };
  const write = receiver._write.bind(receiver);
  receiver._write = (chunk, encoding, done) => {
    if (receiver._errored) done();
    else write(chunk, encoding, done);
  };
}
