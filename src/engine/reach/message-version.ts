/** The texts of one message: a title and a body. They are checked and rendered together. */
import type { MessageFormat } from './message-format.js';
import {
  namesIn,
  parseMessage,
  tagsIn,
  writeMessage,
  type MessageFault,
  type MessageNames,
  type MessageTemplate,
  type MessageValues,
} from './message-template.js';

export interface MessageVersion {
  /** A single line of text, e.g. the subject of a mail or the title of a push message. */
  readonly title?: string;
  readonly body: string;
}

/** A fault in a text, and the field of the message that contains it. */
export interface MessageFieldFault extends MessageFault {
  readonly field: 'title' | 'body';
}

/**
 * Returns the faults in both texts of a message. If the list is empty, the message can be rendered for every customer
 * who has values for all its names.
 */
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

/** Parses both texts of a message. Returns undefined if one of them uses a tag that no longer exists. */
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

/** A message rendered for one customer. */
export interface WrittenMessage {
  readonly title?: string;
  readonly body: string;
}

/**
 * Renders both texts of a message. If the customer lacks values, returns the names of these values. If a text exceeds
 * the limits, the name of its field (`title` or `body`) is returned instead.
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

/** Whether a text of a message contains a link to this server. */
export const usesLink = ({ title, body }: MessageVersion, format: MessageFormat): boolean =>
  [...namesIn(title ?? '', 'LINE', 'link'), ...namesIn(body, format, 'link')].length > 0;

/** Returns the distinct keys of the tags that a message uses. */
export const tagsOfMessage = ({ title, body }: MessageVersion, format: MessageFormat): string[] => [
  ...new Set([...(title === undefined ? [] : tagsIn(title, 'LINE')), ...tagsIn(body, format)]),
];
