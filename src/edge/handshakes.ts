/**
 * Checks the path and the origin of WebSocket upgrades. An accepted handshake then waits for its turn in the scheduler.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { ServiceError } from '../services/base/errors.js';
import { addressOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { answerRaw, ignoreErrors } from './raw-answer.js';
import type { Pipelines } from './pipelines.js';
import { targetOf } from './target.js';

export class Handshakes {
  constructor(
    private readonly options: EdgeOptions,
    private readonly server: WebSocketServer,
    private readonly pipelines: Pipelines,
    private readonly opened: (ws: WebSocket, request: IncomingMessage) => void,
  ) {}

  /**
   * Accepts an upgrade, or responds with the reason for the rejection. Never throws, because nothing would catch the
   * error.
   */
  take(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    ignoreErrors(socket);
    // The client would read a rejection as part of the response that is still being sent, so the connection is closed
    // instead.
    if (this.pipelines.owes(socket)) return void socket.destroy();
    try {
      const target = targetOf(req.url);
      if (!target) return answerRaw(socket, 400, 'TARGET_INVALID', 'the target of the request is not a path');
      if (target.pathname !== '/graphql')
        return answerRaw(socket, 404, 'PATH_UNKNOWN', 'nothing is served here; the API is at /graphql');
      if (!this.originAllowed(req)) return answerRaw(socket, 403, 'ORIGIN_NOT_ALLOWED', 'this origin is not allowed');
      this.options.turns
        .run(addressOf(req), head.length, () => this.server.handleUpgrade(req, socket, head, this.opened))
        .catch((error: unknown) => this.fail(socket, error));
    } catch (error) {
      this.fail(socket, error);
    }
  }

  /** Responds with 503 if the scheduler rejected the handshake. Reports any other error as an internal error. */
  private fail(socket: Duplex, error: unknown): void {
    if (error instanceof ServiceError) return answerRaw(socket, 503, error.reason, error.message);
    this.options.report(error);
    socket.destroy();
  }

  /**
   * Returns whether the origin may connect. The Origin header, which browsers send, must name this host or an allowed
   * origin. Other clients do not send the header.
   */
  private originAllowed(req: IncomingMessage): boolean {
    const { origin } = req.headers;
    if (origin === undefined) return true;
    if (this.options.allowedOrigins.includes(origin)) return true;
    try {
      return new URL(origin).host === req.headers.host;
    } catch {
      return false;
    }
  }
}
