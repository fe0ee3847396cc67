/**
 * Parses WebSocket frame headers from raw bytes, so that the size of a message is known before the message is complete.
 * Source: RFC 6455, 5.2.
 */

/** Heap overhead of a frame or of a chunk of a frame, in addition to its bytes. */
export const BYTES_PER_FRAME = 200;
/** The FIN bit of the first byte, and the MASK bit of the second byte. */
const HIGH_BIT = 0x80;
/** The lowest opcode of control frames, which may occur between the frames of a message. */
const FIRST_CONTROL = 0x8;

/** Tracks frames across chunks. A chunk may end at any byte. The payload is not stored. */
export class Frames {
  private readonly head = new DataView(new ArrayBuffer(14));
  private headBytes = 0;
  /** Remaining payload bytes of the current frame. Undefined while the frame header is incomplete. */
  private left: number | undefined;
  /** Bytes of the current frame, and bytes of the earlier frames of the same message. */
  private frame = 0;
  private message = 0;
  private ended = 0;

  /** Number of bytes received of the incomplete message, including an incomplete frame. */
  get open(): number {
    return this.message + this.frame;
  }

  /** Number of complete messages. Control frames do not count. */
  get messages(): number {
    return this.ended;
  }

  /**
   * Processes the next chunk. Returns the sizes in bytes of the messages and control frames that it completes, in
   * order.
   */
  take(piece: Uint8Array): readonly number[] {
    const whole: number[] = [];
    let at = 0;
    while (at < piece.length) {
      if (this.left === undefined) {
        this.head.setUint8(this.headBytes++, piece[at++]);
        this.frame++;
        if (this.headBytes === this.headLength()) this.left = this.dataLength();
      } else {
        const taken = Math.min(this.left, piece.length - at);
        this.left -= taken;
        this.frame += taken;
        at += taken;
      }
      if (this.left === 0) this.end(whole);
    }
    return whole;
  }

  private end(whole: number[]): void {
    const first = this.head.getUint8(0);
    const size = this.frame + BYTES_PER_FRAME;
    this.frame = 0;
    this.headBytes = 0;
    this.left = undefined;
    if ((first & 0xf) >= FIRST_CONTROL) return void whole.push(size);
    this.message += size;
    if ((first & HIGH_BIT) === 0) return;
    whole.push(this.message);
    this.message = 0;
    this.ended++;
  }

  /** Returns the minimum length of the frame header, given the bytes received so far. */
  private headLength(): number {
    const second = this.headBytes < 2 ? 0 : this.head.getUint8(1);
    return 2 + this.lengthBytes(second) + ((second & HIGH_BIT) === 0 ? 0 : 4);
  }

  private lengthBytes(second: number): number {
    const length = second & 0x7f;
    if (length < 126) return 0;
    return length === 126 ? 2 : 8;
  }

  private dataLength(): number {
    const second = this.head.getUint8(1);
    const wide = this.lengthBytes(second);
    if (wide === 0) return second & 0x7f;
    return wide === 2 ? this.head.getUint16(2) : Number(this.head.getBigUint64(2));
  }
}
