// A dashboard: shows the members of a segment and keeps the list correct when connections are lost or servers restart.
//   STRATA_URL=http://localhost:4000/graphql STRATA_TOKEN=... node docs/examples/dashboard.mjs active_buyers
// To create the token: npm run --silent strata -- token --scopes "segments:read profiles:read"
import { MembersDocument, MembershipChangedDocument, StrataClient, StrataError } from '@strata-cdp/client';

const strata = new StrataClient({
  url: process.env.STRATA_URL ?? 'http://localhost:4000/graphql',
  token: process.env.STRATA_TOKEN ?? '',
});
const segment = process.argv[2] ?? 'active_buyers';
const changesWanted = Number(process.argv[3] ?? Infinity);

/** Last seen sequence number of each customer. Changes that are not newer are dropped. */
const members = new Map();

async function readMembers() {
  members.clear();
  for (let after = /** @type {string | null} */ (null); ;) {
    const { segment: s } = await strata.request(MembersDocument, { segment, first: 100, after });
    if (!s) throw new Error(`there is no segment ${segment}`);
    for (const { node } of s.members.edges)
      members.set(node.id, node.segments.find((m) => m.segment.key === segment)?.sequence ?? 0);
    if (!s.members.pageInfo.hasNextPage) return;
    after = s.members.pageInfo.endCursor;
  }
}

let seen = 0;
for (;;) {
  const changes = strata.subscribe(MembershipChangedDocument, { segments: [segment] });
  try {
    // The first item confirms the subscription. The members are read only after this item, so that no change is missed
    // between the read and the subscription.
    await changes.next();
    await readMembers();
    console.log(`${members.size} members of ${segment}`);
    for await (const {
      membershipChanged: { change },
    } of changes) {
      if (!change || change.sequence <= (members.get(change.profileId) ?? 0)) continue;
      if (change.kind === 'ENTERED') members.set(change.profileId, change.sequence);
      else members.delete(change.profileId);
      console.log(`${change.kind} ${change.profileId} by ${change.cause}: ${members.size} members`);
      if (++seen >= changesWanted) process.exit(0);
    }
  } catch (error) {
    // The client was away for longer than changes are kept, so it reads everything again.
    if (!(error instanceof StrataError) || error.code !== 'CURSOR_EXPIRED') throw error;
  }
}
