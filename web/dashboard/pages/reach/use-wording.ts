/** Hooks for the sentences about campaigns and contacts in the chosen language. */
import {
  endingInWords,
  triggerInWords,
  type EndingFacts,
  type Trigger,
  type Wording,
} from '../../words/contact-words.js';
import { useConditionSentence } from '../../components/condition-text.js';
import { useFormat, useLanguage } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { channelName } from '../../words/reach-words.js';

/** Beginning of the Chinese sentence of a condition that an event happened. */
const HAS_DONE = /^有过/;

function useWording(): Wording {
  const isChinese = useLanguage() === 'zh';
  const format = useFormat();
  const names = useNames();
  const sentence = useConditionSentence();
  const event = (expression: string): string => {
    const did = `did(${expression})`;
    const said = sentence(did);
    return said === did ? expression : said.replace(HAS_DONE, '');
  };
  const segment = (key: string): string => names.segment(key);
  const tag = (key: string): string => names.tag(key);
  return { isChinese, format, segment, tag, event };
}

/** Returns a function that explains why a contact ended without a message. */
export function useEnding(): (ending: EndingFacts) => string {
  const wording = useWording();
  return (ending) => endingInWords(ending, wording);
}

/** Returns a function that says what makes the contacts of a campaign due. */
export function useTrigger(): (trigger: Trigger) => string {
  const wording = useWording();
  return (trigger) => triggerInWords(trigger, wording);
}

/** Returns a function that names a channel. */
export function useChannelName(): (key: string) => string {
  const isChinese = useLanguage() === 'zh';
  return (key) => channelName(key, isChinese);
}
