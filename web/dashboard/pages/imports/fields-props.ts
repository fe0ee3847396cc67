/** The properties of the fields of a mapping. */
import type { GuessImportMappingQuery } from '../../../../schema/generated/operations.js';
import type { MappingForm } from './mapping-form.js';

export type Column = GuessImportMappingQuery['guessImportMapping']['columns'][number];

export interface FieldsProps {
  readonly form: MappingForm;
  readonly columns: readonly Column[];
  readonly edit: (form: MappingForm) => void;
}
