// A partner system that writes tags and an event. Each tag and each event has its own result. The client retries a
// request only if repeating it is safe.
import { IngestEventsDocument, SetTagsDocument, StrataClient, StrataError } from '@strata-cdp/client';

const strata = new StrataClient({
  url: process.env.STRATA_URL ?? 'http://localhost:4000/graphql',
  token: process.env.STRATA_TOKEN ?? '',
});
const identities = [{ namespace: 'member_id', value: 'M000001' }];
const now = new Date().toISOString();

const { setTags } = await strata.request(SetTagsDocument, {
  tags: [
    { identities, tag: 'open_complaint', value: true, observedAt: now },
    { identities, tag: 'member_level', value: 'gold', observedAt: now },
  ],
});
for (const r of setTags) console.log(r.status, r.reason ?? '', r.message ?? '');

const { ingestEvents } = await strata.request(IngestEventsDocument, {
  events: [
    {
      messageId: `complaint-${now}`,
      type: 'complaint_opened',
      occurredAt: now,
      identities,
      properties: { channel: 'phone' },
    },
  ],
});
console.log(`${ingestEvents.accepted} event accepted`);

try {
  await strata.request(SetTagsDocument, { tags: [] });
} catch (error) {
  if (!(error instanceof StrataError)) throw error;
  console.log(`refused with ${error.reason} at ${error.path}`);
}
