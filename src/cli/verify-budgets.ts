/**
 * `strata verify --budgets`: checks the stored contacts with a simple reference implementation of the contact budgets.
 */
import { audit } from '../reference/reach/audit.js';
import type { Page, ProfileRecord, Stores } from '../services/base/ports.js';
import { CliError } from './command.js';
import { Progress } from './progress.js';
import { eachPage } from '../services/base/pages.js';

const PAGE = 200;
const MOST_SHOWN = 20;

/** Audits all customers of a workspace. Returns the exit code, which is 1 if a contact exceeds a budget. */
export async function verifyBudgets(stores: Stores, workspace: string): Promise<number> {
  const found = await stores.workspaces.get(workspace);
  if (!found) throw new CliError(`There is no workspace ${workspace}.`);
  const rules = await stores.campaigns.rules(workspace);
  if (!rules) throw new CliError(`The workspace ${workspace} has no rules of reach.`);
  const total = await stores.profiles.countRoots(workspace);
  const progress = new Progress();
  const [broken, merged]: [string[], string[]] = [[], []];
  let compared = 0;
  let seen = 0;
  const read = (page: Page): Promise<ProfileRecord[]> => stores.profiles.roots(workspace, page);
  for await (const roots of eachPage(read, ({ id }) => id, PAGE)) {
    const members = roots.flatMap((root) => root.members);
    const contacts = members.length > 0 ? await stores.contacts.ofProfiles(workspace, members) : [];
    for (const root of roots) {
      const own = contacts.filter(({ profile }) => root.members.includes(profile));
      const zone = zoneOf(root, rules.zoneTag) ?? found.zone;
      const audited = audit(rules.budgets, rules.budgetsSince, own, zone);
      broken.push(...audited.broken);
      merged.push(...audited.merged);
      compared += audited.compared;
    }
    seen += roots.length;
    progress.show(seen, total, `verifying ${workspace}`);
  }
  progress.end(`${compared.toLocaleString('en')} contacts compared with ${rules.budgets.length} budgets`);
  if (merged.length > 0) console.log(`${merged.length} contacts exceed a budget since customers were merged.`);
  for (const line of broken.slice(0, MOST_SHOWN)) console.log(`over the budget ${line}`);
  console.log(broken.length === 0 ? 'No contact breaks a budget.' : `${broken.length} contacts break a budget.`);
  return broken.length === 0 ? 0 : 1;
}

/**
 * Returns the customer's time zone, which is the last value of the given tag. Returns undefined if the platform does
 * not know the zone.
 */
function zoneOf(root: ProfileRecord, tag: string | undefined): string | undefined {
  const value = tag === undefined ? undefined : root.tags.get(tag)?.writes.at(-1)?.value;
  if (typeof value !== 'string') return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch {
    return undefined;
  }
}
