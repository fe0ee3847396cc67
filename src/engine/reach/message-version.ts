/** The texts of one message: a title and a body, checked and written together. */
import type { MessageFormat } from './message-format.js';
import {
  parseMessage,
  tagsIn,
  writeMessage,
  type MessageFault,
  type MessageNames,
  type MessageTemplate,
  type MessageValues,
} from './message-template.js';

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

/** The texts of a message, parsed once for many customers. */
export interface CompiledMessage {
  readonly title?: MessageTemplate;
  readonly body: MessageTemplate;
}

/** Parses both texts of a message. Undefined if one names a tag that no longer exists. */
export function compileMessage(
  { title, body }: MessageVersion,
  format: MessageFormat,
  names: MessageNames,
): CompiledMessage | undefined {
  const line = title === undefined ? undefined : parseMessage(title, 'LINE', names);
  const text = parseMessage(body, format, names);
  if ('faults' in text || (line && 'faults' in line)) return undefined;
  return { ...(line ? { title: line.template } : {}), body: text.template };
}

/** A message written for one customer. */
export interface WrittenMessage {
  readonly title?: string;
  readonly body: string;
}

/**
 * Writes both texts of a message, or returns the names that the customer lacks. A text that cannot be written within
 * its bounds counts as missing its field.
 */
export function writeBoth(
  { title, body }: CompiledMessage,
  values: MessageValues,
  zone: string,
): { readonly message: WrittenMessage } | { readonly missing: readonly string[] } {
  const missing: string[] = [];
  const write = (field: string, template: MessageTemplate): string => {
    const written = writeMessage(template, values, zone);
    if ('text' in written) return written.text;
    missing.push('missing' in written ? written.missing : field);
    return '';
  };
  const message = { ...(title ? { title: write('title', title) } : {}), body: write('body', body) };
  return missing.length > 0 ? { missing } : { message };
}

/** The keys of the tags that a message names, without repetitions. */
export const tagsOfMessage = ({ title, body }: MessageVersion, format: MessageFormat): string[] => [
  ...new Set([...(title === undefined ? [] : tagsIn(title, 'LINE')), ...tagsIn(body, format)]),
];
