/** Lists the open tasks of assignees, such as the advisers of customers, and records the outcomes of tasks. */
import { byPriority, distinctIdentities } from '../../engine/identity/identity.js';
import { CampaignDecisions } from '../../engine/reach/campaign-decision.js';
import { outlineOf, type CampaignOutline } from '../../engine/reach/campaign-definition.js';
import type { RenderedMessage, TaskDecision } from '../../engine/reach/contact-decisions.js';
import type { KnownCustomer } from '../../engine/reach/reached-customer.js';
import type { ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import type { EndingReason } from '../../engine/reach/endings.js';
import type { ContactTask, TaskOutcome } from '../../engine/reach/task.js';
import type { Identity } from '../../engine/types.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { hasScope, mayLearnId, requireScope, type Principal } from '../base/access.js';
import { forbidden, notFound, type ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { identifier, text } from '../base/inputs.js';
import type { Page, ProfileRecord, StoredContact } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { digestsOf, draw } from '../base/stable-random.js';
import { rootsOf } from '../population/roots.js';
import { subjectsOf } from '../population/subjects.js';
import { mustSeeTag } from '../segments/personal-access.js';
import { submitOne } from '../write-path/writes.js';
import { maySeeMessages } from './concealed-campaigns.js';
import { linksOf } from './contact-links.js';
import { rulesIn } from './reach-rules.js';

const SCOPE = 'reach:tasks';
const MAX_ASSIGNEE = 256;
const MAX_NOTE = 1000;

/**
 * An open task. The customer is left out if the caller may not look the customer up by any identity. If the rules no
 * longer permit the contact, the task has the reason instead of its text.
 */
export interface OpenTask {
  readonly contact: StoredContact;
  readonly profile?: string;
  /** The identities by which the caller may look the customer up. */
  readonly identities: readonly Identity[];
  readonly rendered?: RenderedMessage;
  readonly ending?: EndingReason;
  /** End of the quiet hours in which the customer must not be contacted now. */
  readonly quietUntil?: number;
}

export interface CompleteTaskInput {
  readonly id: string;
  readonly outcome: TaskOutcome;
  readonly note?: string | null;
}

/** A closed task with the contact that it belongs to. */
export type ClosedTask = StoredContact & { readonly task: ContactTask };

/** Whether the caller is the assignee of a task, or may act for this assignee. */
const mayActFor = (principal: Principal, assignee: string): boolean =>
  assignee === principal.subject || hasScope(principal, `${SCOPE}:${assignee}`);

/**
 * Returns a page of the open tasks of an assignee, by default of the caller. The tasks that are due first come first.
 * The texts are rendered from the current tags of the customers, and the rules are read again: a customer who has
 * withdrawn consent, for example, must not be contacted. Tasks of paused campaigns are left out, and so are tasks of
 * campaigns that depend on personal tags which the caller may not read.
 */
export async function openTasks(
  services: Services,
  principal: Principal,
  assignee: string | undefined,
  page: Page,
): Promise<OpenTask[]> {
  requireScope(principal, SCOPE);
  const room = await enter(services, principal.workspace);
  const { workspace, now } = room;
  const chosen = assignee === undefined ? principal.subject : identifier(assignee, 'assignee', MAX_ASSIGNEE);
  if (!mayActFor(principal, chosen))
    throw forbidden('SCOPE_MISSING', `tasks of another assignee need the scope ${SCOPE}:<assignee>`, 'assignee');
  const rules = await rulesIn(services.stores, workspace.id);
  mustSeeAssignees(principal, rules, room);
  if (rules.stopped) return [];
  const outlines = await services.stores.campaigns.outlines(workspace.id);
  const isLeftOut = (campaign: CampaignOutline): boolean =>
    campaign.state === 'PAUSED' || !maySeeMessages(principal, campaign, room);
  const except = outlines.filter(isLeftOut).map(({ key }) => key);
  const found = await services.stores.contacts.openTasks(workspace.id, { assignee: chosen, at: now, except }, page);
  return found.length === 0 ? [] : show(services, principal, { room, rules }, found);
}

/**
 * Records the outcome of a task as an event of the customer, which is a receipt of the contact. Repeated calls have no
 * effect.
 */
export async function completeTask(
  services: Services,
  principal: Principal,
  input: CompleteTaskInput,
): Promise<ClosedTask> {
  requireScope(principal, SCOPE);
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  mustSeeAssignees(principal, await rulesIn(services.stores, workspace.id), room);
  const note = input.note ? { note: text(input.note, 'input.note', MAX_NOTE) } : {};
  const find = async (): Promise<ClosedTask> => {
    const contact = await findOne(services.stores.contacts, workspace.id, input.id);
    if (!contact?.task || !mayActFor(principal, contact.task.assignee)) throw taskNotFound();
    return { ...contact, task: contact.task };
  };
  const { campaign, profile, claim, task } = await find();
  const definition = await findOne(services.stores.campaigns, workspace.id, campaign);
  if (!definition || !maySeeMessages(principal, outlineOf(definition), room)) throw taskNotFound();
  const { outcome } = input;
  await submitOne(services, principal, {
    kind: 'handOver',
    origin: { actor: principal.subject, operation: 'completeTask' },
    target: { profile },
    contact: input.id,
    campaign,
    claim,
    result: { kind: 'TASK_CLOSED', assignee: task.assignee, outcome, by: principal.subject, ...note },
  });
  return find();
}

/** Throws FORBIDDEN if the assignees of customers have become personal and the caller may not read them. */
function mustSeeAssignees(principal: Principal, { channels }: ReachRulesDefinition, { catalogue }: Room): void {
  for (const { assigneeTag } of channels) if (assigneeTag !== undefined) mustSeeTag(principal, assigneeTag, catalogue);
}

/** Renders tasks for the caller. The customers of a page are read together. */
async function show(
  services: Services,
  principal: Principal,
  { room, rules }: { readonly room: Room; readonly rules: ReachRulesDefinition },
  contacts: readonly StoredContact[],
): Promise<OpenTask[]> {
  const { workspace, catalogue, now } = room;
  const keys = [...new Set(contacts.map(({ campaign }) => campaign))];
  const campaigns = await services.stores.campaigns.find(workspace.id, keys);
  const decisions = new CampaignDecisions({
    ...{ definitions: catalogue, rules, campaigns, draw },
    digests: digestsOf(workspace),
    link: linksOf(services, room, rules),
  });
  const roots = await rootsOf(
    services,
    workspace.id,
    contacts.map(({ profile }) => profile),
  );
  const customers = await customersOf(services, room, decisions, roots);
  // A text is rendered for each task, so other work may run in between.
  const slices = new Slices(services);
  const tasks: OpenTask[] = [];
  for (const [index, contact] of contacts.entries()) {
    if (slices.isOver()) {
      await slices.next();
      stopIfAbandoned(services);
    }
    const root = roots[index];
    const customer = root && customers.get(root.id);
    // The customer was erased, and its contacts are being removed.
    if (!root || !customer) {
      tasks.push({ contact, identities: [] });
      continue;
    }
    const identities = distinctIdentities(root.identities).filter((identity) => mayLearnId(principal, [identity]));
    const decision = decisions.decideTask({ ...customer, contacts: [contact] }, contact, now);
    const rendered = decision.kind === 'END' ? undefined : decisions.render(customer, contact, 'TASK', now);
    tasks.push({
      ...{ contact, identities },
      ...(identities.length > 0 ? { profile: root.id } : {}),
      ...(rendered ? { rendered } : {}),
      ...hindrance(decision),
    });
  }
  return tasks;
}

/** Returns why a customer must not be contacted, or until when. */
function hindrance(decision: TaskDecision): Pick<OpenTask, 'ending' | 'quietUntil'> {
  switch (decision.kind) {
    case 'ASSIGN':
      return {};
    case 'WAIT':
      return { quietUntil: decision.reservation.at };
    case 'END':
      return { ending: decision.ending.reason };
  }
}

/** Returns the facts of customers by the id of their root, without their contacts. */
async function customersOf(
  services: Services,
  { catalogue, now }: Room,
  decisions: CampaignDecisions,
  roots: readonly (ProfileRecord | undefined)[],
): Promise<Map<string, KnownCustomer>> {
  const known = [...new Map(roots.flatMap((root) => (root ? [[root.id, root] as const] : []))).values()];
  const subjects = await subjectsOf(services, known, () => now, catalogue.lookbackOf(...decisions.conditions()));
  return new Map(
    known.map(({ id, identities }, index) => [
      id,
      {
        identities: byPriority(identities, (name) => catalogue.namespace(name)),
        subject: subjects[index],
        contacts: [],
      },
    ]),
  );
}

const taskNotFound = (): ServiceError => notFound('CONTACT_NOT_FOUND', 'the task', 'input.id');
