/** Messages that the built-in receiver of a sandbox took. They are kept for a week. */
import type { Page } from './transaction.js';

export interface ReceivedMessage {
  /** Id of the message, as the header `webhook-id` would have it. */
  readonly id: string;
  readonly profile: string;
  /** Key of the endpoint that it would have been sent to. */
  readonly endpoint: string;
  readonly at: number;
  readonly body: string;
}

export interface ReceivedMessageStore {
  /** Stores a message. One with the same id is received once. */
  insert(workspace: string, message: ReceivedMessage): Promise<void>;
  /** Messages, the newest first. The cursor of a message is `messageCursor`. */
  page(workspace: string, page: Page): Promise<ReceivedMessage[]>;
  /** Removes at most `limit` messages of the profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}

/** The position of a message in a page. */
export const messageCursor = ({ at, id }: Pick<ReceivedMessage, 'at' | 'id'>): string => `${at}:${id}`;
