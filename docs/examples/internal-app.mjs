// An internal application: shows a customer, and the reason why the customer is in a segment.
//   STRATA_URL=http://localhost:4000/graphql STRATA_TOKEN=... node docs/examples/internal-app.mjs M000001
// To create the token: npm run --silent strata -- token --scopes "profiles:read segments:read"
import { CustomerDocument, ExplainDocument, StrataClient } from '@strata-cdp/client';

const strata = new StrataClient({
  url: process.env.STRATA_URL ?? 'http://localhost:4000/graphql',
  token: process.env.STRATA_TOKEN ?? '',
});
const member = process.argv[2] ?? 'M000001';

const { profile } = await strata.request(CustomerDocument, {
  identity: { namespace: 'member_id', value: member },
  events: 3,
});
if (!profile) throw new Error(`nobody is known as ${member}`);
console.log(`${member} is customer ${profile.id}, known as ${profile.identities.map((i) => i.namespace).join(', ')}`);
for (const t of profile.tags) console.log(`  ${t.key} = ${String(t.value)}`);
for (const { segment, since, nextFlipAt } of profile.segments)
  console.log(`  in ${segment.name} since ${since}${nextFlipAt ? `, until ${nextFlipAt} if nothing happens` : ''}`);

const [first] = profile.segments;
if (first) {
  const { explainMembership: why } = await strata.request(ExplainDocument, {
    profile: profile.id,
    segment: first.segment.key,
  });
  console.log(`in ${first.segment.name} because ${why.condition.text}`);
}
