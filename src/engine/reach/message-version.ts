/** The texts of one message: a title and a body, checked and written together. */
import type { MessageFormat } from './message-format.js';
import { parseMessage, tagsIn, type MessageFault, type MessageNames } from './message-template.js';

export interface MessageVersion {
  /** One line: the subject of a mail, the title of a push message. */
  readonly title?: string;
  readonly body: string;
}

/** A fault in a text, with the field of the message that has it. */
export interface MessageFieldFault extends MessageFault {
  readonly field: 'title' | 'body';
}

/** Faults in both texts of a message. Empty if it can be written for customers who have all it names. */
export function messageFaults(
  { title, body }: MessageVersion,
  format: MessageFormat,
  names: MessageNames,
): MessageFieldFault[] {
  const faultsIn = (field: MessageFieldFault['field'], text: string, of: MessageFormat): MessageFieldFault[] => {
    const parsed = parseMessage(text, of, names);
    return 'faults' in parsed ? parsed.faults.map((fault) => ({ ...fault, field })) : [];
  };
  return [...(title === undefined ? [] : faultsIn('title', title, 'LINE')), ...faultsIn('body', body, format)];
}

/** The keys of the tags that a message names, without repetitions. */
export const tagsOfMessage = ({ title, body }: MessageVersion, format: MessageFormat): string[] => [
  ...new Set([...(title === undefined ? [] : tagsIn(title, 'LINE')), ...tagsIn(body, format)]),
];
