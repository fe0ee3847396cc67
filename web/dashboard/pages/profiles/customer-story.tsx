/** The events and membership changes of a customer, newest first. Older entries are loaded on demand. */
import { Button, Card, Empty, Flex, Segmented, Timeline, Typography } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import {
  CustomerEventsDocument,
  CustomerTransitionsDocument,
  ProfileNewsDocument,
  type CustomerEventsQuery,
  type CustomerTransitionsQuery,
} from '../../../../schema/generated/operations.js';
import { ask } from '../../data/client.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { useActionFeedback } from '../../components/action-feedback.js';

type Events = NonNullable<CustomerEventsQuery['profile']>['events'];
type Transitions = NonNullable<CustomerTransitionsQuery['profile']>['transitions'];
type Event = Events['edges'][number]['node'];
type Transition = Transitions['edges'][number]['node'];

interface Loaded<Node> {
  readonly nodes: readonly Node[];
  readonly next?: string;
}

interface Item {
  readonly id: string;
  readonly at: string;
  readonly color: string;
  readonly text: ReactNode;
}

type Shown = 'all' | 'events' | 'changes';

export function CustomerStory({ id }: { readonly id: string }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [shown, setShown] = useState<Shown>('all');
  const story = useStory(id);
  const items = useItems(story.events.nodes, story.transitions.nodes, shown).filter((item) => item.at >= story.from);
  return (
    <Card
      size="small"
      title={t('Timeline')}
      data-story
      extra={
        <Segmented<Shown>
          size="small"
          aria-label={t('Timeline')}
          value={shown}
          onChange={(value) => setShown(value)}
          options={[
            { value: 'all', label: t('All') },
            { value: 'events', label: t('Events') },
            { value: 'changes', label: t('Segments') },
          ]}
        />
      }
    >
      {items.length === 0 && <Empty description={t('Nothing has happened yet.')} />}
      <div
        style={{ maxHeight: 520, overflow: 'auto', paddingTop: 8 }}
        tabIndex={0}
        role="region"
        aria-label={t('Timeline')}
      >
        <Timeline
          items={items.map((item) => ({
            key: item.id,
            color: item.color,
            content: (
              <>
                {item.text} <Typography.Text type="secondary">{f.instant(item.at)}</Typography.Text>
              </>
            ),
          }))}
        />
        {story.more && (
          <Flex justify="center">
            <Button size="small" onClick={story.more}>
              {t('Show earlier')}
            </Button>
          </Flex>
        )}
      </div>
    </Card>
  );
}

/**
 * Loads events and membership changes in pages. The first page of each is updated live. Further pages are kept until
 * the first page changes.
 */
function useStory(id: string): {
  readonly events: Loaded<Event>;
  readonly transitions: Loaded<Transition>;
  /** Time since which all events and transitions have been loaded. */
  readonly from: string;
  readonly more?: () => void;
} {
  const act = useActionFeedback();
  const firstEvents = useAsk(CustomerEventsDocument, { id });
  const firstTransitions = useAsk(CustomerTransitionsDocument, { id });
  useLive(ProfileNewsDocument, { profiles: [id] }, ({ profileChanged }) => {
    if (!profileChanged.change) return;
    firstEvents.again();
    firstTransitions.again();
  });
  const [events, addEvents] = useMore<Event>(firstEvents.data?.profile?.events);
  const [transitions, addTransitions] = useMore<Transition>(firstTransitions.data?.profile?.transitions);
  const oldestEvent = events.next === undefined ? '' : (events.nodes.at(-1)?.occurredAt ?? '');
  const oldestTransition = transitions.next === undefined ? '' : (transitions.nodes.at(-1)?.effectiveAt ?? '');
  const more = (): void => {
    if (oldestEvent > oldestTransition)
      act(ask(CustomerEventsDocument, { id, after: events.next }), ({ profile }) => addEvents(profile?.events));
    else
      act(ask(CustomerTransitionsDocument, { id, after: transitions.next }), ({ profile }) =>
        addTransitions(profile?.transitions),
      );
  };
  const hasMore = events.next !== undefined || transitions.next !== undefined;
  return {
    events,
    transitions,
    from: oldestEvent > oldestTransition ? oldestEvent : oldestTransition,
    more: hasMore ? more : undefined,
  };
}

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** Returns the entries on the first page and on the added pages, and a function that adds a page. */
function useMore<Node>(first: Page<Node> | undefined): [Loaded<Node>, (page: Page<Node> | undefined) => void] {
  const [added, setAdded] = useState<{ readonly to: Page<Node>; readonly all: Loaded<Node> }>();
  const start = useMemo(() => joined([], first), [first]);
  const shown = added && added.to === first ? added.all : start;
  return [shown, (page) => first && page && setAdded({ to: first, all: joined(shown.nodes, page) })];
}

function joined<Node>(before: readonly Node[], page: Page<Node> | undefined): Loaded<Node> {
  const next = page?.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? undefined) : undefined;
  return { nodes: [...before, ...(page?.edges ?? []).map(({ node }) => node)], next };
}

function useItems(events: readonly Event[], transitions: readonly Transition[], shown: Shown): readonly Item[] {
  const enums = useEnums();
  const names = useNames();
  const f = useFormat();
  const ofEvent = (e: Event): Item => ({
    id: e.id,
    at: e.occurredAt,
    color: 'gray',
    text: (
      <>
        {[names.event(e.type), e.amount && f.money(e.amount, e.currency)].filter(Boolean).join(' · ')}
        {e.orderId && <span data-given> · {e.orderId}</span>}
        {e.coupon && ` · ${names.coupon(e.coupon)}`}
      </>
    ),
  });
  const ofTransition = (x: Transition): Item => ({
    id: x.id,
    at: x.effectiveAt,
    color: x.kind === 'ENTERED' ? 'green' : 'orange',
    text: (
      <>
        <b>{enums('transition', x.kind)}</b>{' '}
        <a href={`#/segments/${x.segmentKey}`} style={{ textDecoration: 'underline' }}>
          {names.segment(x.segmentKey)}
        </a>
        {' · '}
        {enums('cause', x.cause)}
      </>
    ),
  });
  return [
    ...(shown === 'changes' ? [] : events.map(ofEvent)),
    ...(shown === 'events' ? [] : transitions.map(ofTransition)),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
}
