/** Identities, links and partings. */
import type { Link, Parting } from '../../../engine/identity/identity-fold.js';
import type { Identity } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

/** A link, and what the fold last made of it. */
export interface LinkFact extends Link {
  readonly accepted: boolean;
  readonly reason?: string;
}

/** A parting, and who decided it. */
export interface PartingFact extends Parting {
  readonly by: string;
  readonly reason?: string;
}

export interface IdentityStore {
  /** Profile ids by identity text. */
  find(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<Map<string, string>>;
  insert(workspace: string, list: readonly { identity: Identity; profile: string }[], tx: Tx): Promise<void>;
  links(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, LinkFact>>;
  /** Inserts links, or replaces those that are there. */
  saveLinks(workspace: string, list: readonly LinkFact[], tx: Tx): Promise<void>;
  /** Every link that names one of some identities, with those refused. */
  linksOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<LinkFact[]>;
  link(workspace: string, id: string): Promise<LinkFact | undefined>;
  /** Links refused, by id: of all customers. */
  refused(workspace: string, page: Page): Promise<LinkFact[]>;
  removeLinks(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  insertPartings(workspace: string, list: readonly PartingFact[], tx: Tx): Promise<void>;
  replacePartings(workspace: string, list: readonly PartingFact[], tx: Tx): Promise<void>;
  /** Identities take another form; each belongs to a profile from now on, whoever it belonged to. */
  rename(
    workspace: string,
    list: readonly { readonly from: Identity; readonly to: Identity; readonly profile: string }[],
    tx: Tx,
  ): Promise<void>;
  partingsOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<PartingFact[]>;
  /** Removes identities and every link and parting that names them. */
  remove(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
}
