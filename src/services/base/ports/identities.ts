/** Storage of identities, links and splits. */
import type { Link, Unmerge } from '../../../engine/identity/identity-fold.js';
import type { Identity } from '../../../engine/types.js';
import type { Page, Tx } from './transaction.js';

/** A link with its state from the last evaluation of the links. */
export interface LinkFact extends Link {
  readonly accepted: boolean;
  readonly reason?: string;
}

/** A split and the subject that decided it. */
export interface UnmergeFact extends Unmerge {
  readonly by: string;
  readonly reason?: string;
}

export interface IdentityStore {
  /** Returns the profile ids of identities, by identity text. */
  find(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<Map<string, string>>;
  insert(workspace: string, list: readonly { identity: Identity; profile: string }[], tx: Tx): Promise<void>;
  links(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, LinkFact>>;
  /** Inserts links. Existing links with the same id are replaced. */
  saveLinks(workspace: string, list: readonly LinkFact[], tx: Tx): Promise<void>;
  /** Returns every link that contains one of the identities, including rejected links. */
  linksOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<LinkFact[]>;
  link(workspace: string, id: string): Promise<LinkFact | undefined>;
  /** Returns a page of the rejected links of all customers, ordered by id. */
  refused(workspace: string, page: Page): Promise<LinkFact[]>;
  removeLinks(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  insertUnmerges(workspace: string, list: readonly UnmergeFact[], tx: Tx): Promise<void>;
  replaceUnmerges(workspace: string, list: readonly UnmergeFact[], tx: Tx): Promise<void>;
  /**
   * Replaces identities with their new form. Each renamed identity then belongs to the given profile, whichever profile
   * it belonged to before.
   */
  rename(
    workspace: string,
    list: readonly { readonly from: Identity; readonly to: Identity; readonly profile: string }[],
    tx: Tx,
  ): Promise<void>;
  unmergesOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<UnmergeFact[]>;
  /** Removes identities, together with every link and split that contains them. */
  remove(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
}
