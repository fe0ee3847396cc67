/** Storage of messages received by the built-in test receiver of a sandbox. Messages are kept for a week. */
import type { Page } from './transaction.js';

export interface ReceivedMessage {
  /** Id of the message. A real delivery would send it in the header `webhook-id`. */
  readonly id: string;
  readonly profile: string;
  /** Key of the endpoint to which the message would have been sent. */
  readonly endpoint: string;
  readonly at: number;
  readonly body: string;
}

export interface ReceivedMessageStore {
  /** Stores a message. Does nothing if a message with the same id was already received. */
  insert(workspace: string, message: ReceivedMessage): Promise<void>;
  /** Returns a page of messages, newest first. `messageCursor` returns the page cursor of a message. */
  page(workspace: string, page: Page): Promise<ReceivedMessage[]>;
  /** Removes at most `limit` messages of the given profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}

/** Returns the page cursor of a message. */
export const messageCursor = ({ at, id }: Pick<ReceivedMessage, 'at' | 'id'>): string => `${at}:${id}`;
