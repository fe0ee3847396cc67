/**
 * Signs and reads subscription cursors. A cursor is a signed position that is valid in one workspace of one deployment.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { forbidden, invalid, ServiceError } from './errors.js';

export class Cursors {
  constructor(
    private readonly key: Buffer,
    private readonly epoch: string,
  ) {}

  issue(workspace: string, position: string): string {
    const body = Buffer.from(JSON.stringify(['1', this.epoch, workspace, position])).toString('base64url');
    return `${body}.${this.sign(body)}`;
  }

  /**
   * Returns the position to resume from, or undefined if no cursor is given. An empty string counts as an invalid
   * cursor.
   */
  resume(workspace: string, after: string | null | undefined): string | undefined {
    return after === undefined || after === null ? undefined : this.read(workspace, after);
  }

  /**
   * Returns the position of a cursor.
   *
   * @throws BAD_USER_INPUT for a forged cursor.
   *
   * @throws FORBIDDEN for a cursor of another workspace.
   *
   * @throws CURSOR_EXPIRED for a cursor of another deployment.
   */
  read(workspace: string, cursor: string): string {
    const [body, signature, ...rest] = cursor.split('.');
    const wanted = Buffer.from(this.sign(body ?? ''));
    const got = Buffer.from(signature ?? '');
    if (rest.length > 0 || got.length !== wanted.length || !timingSafeEqual(got, wanted))
      throw invalid('CURSOR_INVALID', 'this is not a cursor of this server', 'after');
    const [, epoch, owner, position] = JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
    if (owner !== workspace) throw forbidden('CURSOR_FOREIGN', 'this cursor belongs to another workspace');
    if (epoch !== this.epoch)
      throw new ServiceError(
        'CURSOR_DEPLOYMENT_CHANGED',
        'this cursor is from another deployment: read the members again and subscribe without a cursor',
        'after',
      );
    return position;
  }

  private sign(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('base64url').slice(0, 32);
  }
}
