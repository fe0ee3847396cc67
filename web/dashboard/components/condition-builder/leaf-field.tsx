/** Shows the input field of a name, value or number in a sentence. */
import type { ReactNode } from 'react';
import { PickEntry, PickEvent, PickField, PickKey, PickShared, PickWord, type LeafProps } from './pickers.js';
import type { Leaf, Phrase } from './phrase.js';
import { DurationField, MomentField, PeriodField, TopField, ValueField, ValuesField } from './value-fields.js';

interface Props extends LeafProps {
  readonly leaf: Leaf;
  /** The phrase that the slot belongs to. */
  readonly phrase: Phrase;
  /** Replaces a property by a field of the catalogue entry that it is the key of. */
  readonly lookup?: () => void;
}

export function LeafField({ leaf, phrase, lookup, ...field }: Props): ReactNode {
  switch (leaf) {
    case 'tag':
    case 'segment':
    case 'layer':
    case 'list':
    case 'valueList':
    case 'catalogue':
      return <PickKey leaf={leaf} {...field} />;
    case 'event':
      return <PickEvent {...field} />;
    case 'property':
      return <PickField lookup={lookup} isKey={phrase.form === 'lookup'} {...field} />;
    case 'shared':
      return <PickShared {...field} />;
    case 'entry':
      return <PickEntry of={phrase.slots.catalogue} {...field} />;
    case 'purpose':
    case 'channel':
    case 'currency':
      return <PickWord leaf={leaf} {...field} />;
    case 'value':
      return <ValueField {...field} />;
    case 'values':
      return <ValuesField {...field} />;
    case 'duration':
      return <DurationField {...field} />;
    case 'top':
      return <TopField {...field} />;
    case 'moment':
      return <MomentField {...field} />;
    case 'period':
      return <PeriodField {...field} />;
  }
}
