/** Collects warnings about parts of a message that were changed or omitted. */
import type { Reason } from '../../reasons/index.js';
import type { ServiceError } from '../base/errors.js';

export interface Warning {
  readonly field: string;
  readonly reason: Reason;
  readonly message: string;
}

/** Maximum number of warnings listed for one message. Further warnings are only counted. */
const MAX_WARNINGS = 100;
const LONGEST_FIELD = 160;

/** The warnings of one message. */
export class Notes {
  readonly list: Warning[] = [];
  leftOut = 0;

  /**
   * `longNumbers` contains the numbers in the request body that were parsed as text, because a JavaScript number would
   * have lost digits.
   */
  constructor(private readonly longNumbers: ReadonlySet<string> = new Set()) {}

  add(field: string, reason: Reason, message: string): void {
    if (this.list.length < MAX_WARNINGS) this.list.push({ field: field.slice(0, LONGEST_FIELD), reason, message });
    else this.leftOut++;
  }

  /** Adds a warning for an error that affects only one field. */
  refused(field: string, error: ServiceError): void {
    this.add(field, error.reason, error.message);
  }

  /** Whether a text was a number in the request body, which was parsed as text to keep all its digits. */
  isLongNumber(text: string): boolean {
    return this.longNumbers.has(text);
  }
}
