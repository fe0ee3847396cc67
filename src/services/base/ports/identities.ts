/** Identities, links and splits. */
import type { Link, Parting } from '../../../engine/identity/identity-fold.js';
import type { Identity } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

/** A link, with the state that the last evaluation of links gave it. */
export interface LinkFact extends Link {
  readonly accepted: boolean;
  readonly reason?: string;
}

/** A split, and the person who decided it. */
export interface PartingFact extends Parting {
  readonly by: string;
  readonly reason?: string;
}

export interface IdentityStore {
  /** Returns profile ids by identity text. */
  find(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<Map<string, string>>;
  insert(workspace: string, list: readonly { identity: Identity; profile: string }[], tx: Tx): Promise<void>;
  links(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, LinkFact>>;
  /** Inserts links, or replaces existing ones. */
  saveLinks(workspace: string, list: readonly LinkFact[], tx: Tx): Promise<void>;
  /** Returns every link that names one of the identities, including rejected ones. */
  linksOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<LinkFact[]>;
  link(workspace: string, id: string): Promise<LinkFact | undefined>;
  /** Returns a page of the rejected links of all customers, by id. */
  refused(workspace: string, page: Page): Promise<LinkFact[]>;
  removeLinks(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  insertPartings(workspace: string, list: readonly PartingFact[], tx: Tx): Promise<void>;
  replacePartings(workspace: string, list: readonly PartingFact[], tx: Tx): Promise<void>;
  /** Changes the form of identities. Each then belongs to the given profile, regardless of its previous owner. */
  rename(
    workspace: string,
    list: readonly { readonly from: Identity; readonly to: Identity; readonly profile: string }[],
    tx: Tx,
  ): Promise<void>;
  partingsOf(workspace: string, identities: readonly Identity[], tx?: Tx): Promise<PartingFact[]>;
  /** Removes identities, and every link and split that names them. */
  remove(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
}
