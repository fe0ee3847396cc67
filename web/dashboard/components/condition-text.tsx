/** Shows a condition or aggregate for reading: as an expression in English, as a sentence in Chinese. */
import { Tooltip, Typography } from 'antd';
import type { CSSProperties, ReactNode } from 'react';
import { changesOf, type ConditionChange } from '../../../src/engine/segments/diff.js';
import { parseCondition, parseMetric } from '../../../src/engine/segments/parse.js';
import {
  changeInChinese,
  conditionInChinese,
  metricInChinese,
  termInChinese,
  type ConditionNames,
} from '../words/condition-words.js';
import { useLanguage } from '../words/language.js';
import { useNames } from '../words/names.js';

/** Shows a condition. In Chinese, the original expression appears when the pointer rests on the sentence. */
export function ConditionText({ of, style }: { readonly of: string; readonly style?: CSSProperties }): ReactNode {
  return <Said text={of} say={conditionSentence} style={style} />;
}

/** Shows the aggregate of a computed tag. */
export function MetricText({ of }: { readonly of: string }): ReactNode {
  return <Said text={of} say={metricSentence} />;
}

/** Shows a term of a score, which is an aggregate or a condition. */
export function TermText({ of }: { readonly of: string }): ReactNode {
  return <Said text={of} say={termSentence} />;
}

function Said({
  text,
  say,
  style,
}: {
  readonly text: string;
  readonly say: (text: string, names: ConditionNames) => string | undefined;
  readonly style?: CSSProperties;
}): ReactNode {
  const language = useLanguage();
  const names = useNames();
  const sentence = language === 'zh' ? say(text, names) : undefined;
  if (sentence === undefined)
    return (
      <Typography.Text code style={{ whiteSpace: 'pre-wrap', ...style }}>
        {text}
      </Typography.Text>
    );
  return (
    <Tooltip title={<code>{text}</code>} mouseEnterDelay={0.6}>
      <span style={style} data-condition={text}>
        {sentence}
      </span>
    </Tooltip>
  );
}

/** Returns a function that writes a condition in the chosen language. */
export function useConditionSentence(): (text: string) => string {
  const language = useLanguage();
  const names = useNames();
  return (text) => (language === 'zh' ? (conditionSentence(text, names) ?? text) : text);
}

/** Returns the condition as a Chinese sentence, or undefined for text that does not parse as a condition. */
function conditionSentence(text: string, names: ConditionNames): string | undefined {
  return attempt(() => conditionInChinese(parseCondition(text), names));
}

function metricSentence(text: string, names: ConditionNames): string | undefined {
  return attempt(() => metricInChinese(parseMetric(text), names));
}

function termSentence(text: string, names: ConditionNames): string | undefined {
  return attempt(() => termInChinese(text, names));
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * Returns a function that describes the differences between two condition texts in the chosen language. `lines` are the
 * server's English descriptions.
 */
export function useChangeSentences(): (before: string, after: string, lines: readonly string[]) => readonly string[] {
  const language = useLanguage();
  const names = useNames();
  return (before, after, lines) => {
    if (language !== 'zh' || lines.length === 0) return lines;
    const changes = attempt((): readonly ConditionChange[] => changesOf(parseCondition(before), parseCondition(after)));
    return changes?.map((change) => changeInChinese(change, names)) ?? lines;
  };
}
