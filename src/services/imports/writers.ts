/** The caller under whose name and rights an import writes. */
import { hasScope, maySpeakAs, requireScope, type Principal } from '../base/access.js';
import { forbidden } from '../base/errors.js';
import type { ImportRecord } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { admit } from '../credentials/admit.js';
import type { Mapping } from '../mapping/shape.js';
import { IMPORT_SCOPE } from './uploads.js';

/**
 * Returns the principal that writes the facts of a mapping. Events and tag writes have the source of the mapping, so
 * that the import can be taken back. Facts from a file rank below facts of the shop's servers.
 *
 * @throws FORBIDDEN if the caller may not write under this source.
 */
export async function writerOf(services: Services, caller: Principal, mapping: Mapping): Promise<Principal> {
  const { principal } = await admit(services, caller);
  requireScope(principal, IMPORT_SCOPE);
  if (mapping.catalogue !== undefined) requireScope(principal, 'define');
  const { source, tags = [], points = [] } = mapping;
  maySpeakAs(principal, source, 'mapping.source');
  const isAdmin = hasScope(principal, 'admin');
  // The source of a tag write is the subject of its caller, and the scope for sources of events does not cover it.
  if (source !== principal.subject && !isAdmin && tags.length + points.length > 0)
    throw forbidden(
      'SOURCE_NOT_GRANTED',
      `tags are written as ${principal.subject}; only an administrator imports tags as another source`,
      'mapping.source',
    );
  const { once: _once, ...writer } = principal;
  // Entries of a catalogue belong to no source. The audit log names the caller who changed them.
  const isWrittenAsSource = isAdmin && mapping.catalogue === undefined;
  return { ...writer, subject: isWrittenAsSource ? source : principal.subject, keyClass: classOf(principal) };
}

const classOf = ({ keyClass }: Principal): 'IMPORT' | 'PUBLIC' => (keyClass === 'PUBLIC' ? 'PUBLIC' : 'IMPORT');

/**
 * Returns the principal of a running import with the rights that its caller has now. A token that has expired since the
 * start still counts. A revoked token, a session that has ended and a suspended partner do not.
 */
export function callerOf({ workspace, run }: ImportRecord): Principal {
  const { scopes, ...caller } = run!.caller;
  return { ...caller, workspace, scopes: new Set(scopes) };
}
