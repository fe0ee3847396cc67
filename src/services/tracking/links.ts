/** Writes the links of identify and alias calls in small groups. */
import { FUTURE_SKEW_MS } from '../../engine/facts/vocabulary.js';
import { identityText } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/model.js';
import type { Principal } from '../base/access.js';
import { invalid, ServiceError } from '../base/errors.js';
import { identities as checkedIdentities, instant, type IdentityInput } from '../base/inputs.js';
import type { LinkIntake } from '../base/intake.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { linkable, publicly, WEAK_LINKS } from '../base/write-key-rules.js';
import { mayWrite, submit } from '../write-path/writes.js';
import { DEVICE, USER } from './identities.js';
import type { Taken } from './message.js';

/** A large batch waits for the database rather than in the queue of everybody's writes. */
const AT_A_TIME = 100;

/** A link of the message at `index`. */
export interface StatedLink {
  readonly index: number;
  readonly identities: readonly IdentityInput[];
  readonly at: number;
  /** The format's own merge: limits of namespaces do not count. */
  readonly explicit?: boolean;
}

export interface LinkOutcome {
  readonly index: number;
  /** The error of a rejected link. */
  readonly error?: ServiceError;
  /** The reasons that identities seen together were not merged. */
  readonly refused: readonly string[];
}

/** Writes links. Each has its own result. */
export async function writeLinks(
  services: Services,
  principal: Principal,
  { catalogue, now }: Room,
  links: readonly StatedLink[],
): Promise<LinkOutcome[]> {
  const outcomes: LinkOutcome[] = [];
  const good: { readonly index: number; readonly intake: LinkIntake }[] = [];
  const weak = new Set<number>();
  for (const { index, identities, at, explicit } of links)
    try {
      instant(new Date(at).toISOString(), 'timestamp');
      if (at > now + FUTURE_SKEW_MS)
        throw invalid('EVENT_IN_FUTURE', 'timestamp is more than 5 minutes in the future', 'timestamp');
      const named = checkedIdentities(identities, catalogue, 'identities');
      const linked = linkable(principal, named, catalogue);
      if (linked.length < named.length) weak.add(index);
      const intake: LinkIntake = {
        kind: 'link',
        origin: { actor: principal.subject, operation: 'identify' },
        identities: linked,
        at,
        ...(explicit ? { explicit } : {}),
        ...publicly(principal),
      };
      mayWrite(principal, intake);
      good.push({ index, intake });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      outcomes.push({ index, error, refused: [] });
    }
  for (let i = 0; i < good.length; i += AT_A_TIME) {
    const part = good.slice(i, i + AT_A_TIME);
    const submitted = await submit(
      services,
      principal,
      part.map(({ intake }) => intake),
    );
    submitted.outcomes.forEach((outcome, k) => {
      const { index } = part[k];
      outcomes.push(
        outcome.status === 'REJECTED'
          ? { index, error: new ServiceError(outcome.reason, outcome.message, outcome.path), refused: [] }
          : { index, refused: [...(outcome.refused ?? []), ...(weak.has(index) ? [WEAK_LINKS] : [])] },
      );
    });
  }
  return outcomes;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Links of alias calls. The previous id is a user id where one is known, else the device of that id; where neither is
 * known, an id that looks like one that a client made up is a device. Two user ids are one customer because the sender
 * says so, unless the key is public or a partner's: then they are joined only as far as the limits allow.
 */
export async function aliasLinks(
  services: Services,
  principal: Principal,
  { catalogue, workspace }: Room,
  aliases: readonly { readonly index: number; readonly value: NonNullable<Taken['alias']> }[],
): Promise<StatedLink[]> {
  const inNamespace = (namespace: string, previous: string): Identity[] =>
    catalogue.namespace(namespace) ? checkedIdentities([{ namespace, value: previous }], catalogue, 'previousId') : [];
  const candidates = aliases.map(({ value: { previous } }) => ({
    user: inNamespace(USER, previous),
    device: inNamespace(DEVICE, previous),
  }));
  const known = await services.stores.identities.find(
    workspace.id,
    candidates.flatMap(({ user, device }) => [...user, ...device]),
  );
  const mayJoin = !principal.partner && principal.keyClass !== 'PUBLIC';
  return aliases.map(({ index, value: { user, previous, at } }, i) => {
    const isKnown = (list: readonly Identity[]): boolean => list.some((identity) => known.has(identityText(identity)));
    const { user: asUser, device: asDevice } = candidates[i];
    const isDevice = asDevice.length > 0 && !isKnown(asUser) && (isKnown(asDevice) || UUID.test(previous));
    return {
      index,
      identities: [user, ...(isDevice ? asDevice : asUser)],
      at,
      explicit: !isDevice && mayJoin,
    };
  });
}
