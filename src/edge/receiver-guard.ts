/**
 * Protects the process from a fault in the combination of ws and Node's streams. Node writes buffered chunks one after
 * another, even if an earlier chunk failed. After a failure, the receiver of ws throws on the next chunk, and no
 * handler catches that error. Chunks are buffered because `allowSynchronousEvents` is off.
 */
import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** The parts of the receiver of ws 8 that are not in its type definitions. */
type Receiver = Pick<Writable, '_write'> & { readonly _errored: boolean };

/** Discards chunks that arrive after an invalid frame. ws closes the socket because of that frame. */
export function guardReceiver(ws: WebSocket): void {
  const { _receiver: receiver } = ws as unknown as { readonly _receiver: Receiver };
  const write = receiver._write.bind(receiver);
  receiver._write = (chunk, encoding, done) => {
    if (receiver._errored) done();
    else write(chunk, encoding, done);
  };
}
