/** Registers the kinds of facts that mappings make, as a GraphQL enum. */
import { registerEnumType } from 'type-graphql';
import { FACT_KINDS } from '../../services/imports/previewed-rows.js';

export const ImportedFactKind = Object.fromEntries(FACT_KINDS.map((kind) => [kind, kind]));
registerEnumType(ImportedFactKind, {
  name: 'ImportedFactKind',
  description: 'Kind of what a mapping makes of a row or a body.',
  valuesConfig: {
    EVENT: { description: 'An event.' },
    TAG: { description: 'A write of a static or semi-dynamic tag.' },
    POINT: { description: 'A value of a dynamic tag.' },
    ENTRY: { description: 'An entry of a catalogue.' },
  },
});
