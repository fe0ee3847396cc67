/**
 * Tests that every topic of changes is announced by a stored collection and heard by a subscription, so that a topic
 * which was only half added is noticed.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { isOfInterest, type AnnouncedChange } from '../../src/live/topics.js';
import { readModules } from './checks/modules.js';

const REGISTRY = 'src/live/topics.ts';

/** Topics that only followers inside the process hear, each with the file that hears it. */
const INTERNAL: Readonly<Record<string, string>> = { customers: 'src/live/hub.ts' };

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  else if (typeof value === 'object' && value !== null) {
    if (typeof (value as Partial<Node>).type === 'string') yield value as Node;
    for (const field of Object.values(value)) yield* nodesOf(field);
  }
}

const parse = (path: string, text = readFileSync(path, 'utf8')): readonly Node[] => [
  ...nodesOf(parseSync(path, text).program),
];
const nameOf = (node: unknown): unknown => (node as { readonly name?: unknown; readonly value?: unknown }).name;

/** Returns the texts of all literals in a syntax tree. A reference such as `AnnouncedChange['topic']` has none. */
function textsIn(tree: unknown): readonly string[] {
  const nodes = [...nodesOf(tree)];
  if (nodes.some(({ type }) => type === 'TSIndexedAccessType')) return [];
  return nodes.flatMap(({ type, value }) => (type === 'Literal' && typeof value === 'string' ? [value] : []));
}

/** Returns the topics of the types that declare a field `topic`. */
const declaredIn = (nodes: readonly Node[]): readonly string[] => [
  ...new Set(
    nodes.flatMap((node) =>
      node.type === 'TSPropertySignature' && nameOf(node.key) === 'topic' ? textsIn(node.typeAnnotation) : [],
    ),
  ),
];

/** Returns the topics that the entries of the collections name as `topics`. */
const announcedIn = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) =>
    node.type === 'Property' && nameOf(node.key) === 'topics' && textsIn(node.value).length > 0
      ? textsIn(node.value)
      : [],
  );

/** Returns the topics that code asks for, as `topic: '...'`, or as a parameter with these values. */
const askedIn = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) => {
    if (node.type === 'Property' && nameOf(node.key) === 'topic') return textsIn(node.value);
    return node.type === 'Identifier' && node.name === 'topic' ? textsIn(node.typeAnnotation) : [];
  });

const topics = declaredIn(parse(REGISTRY));

test('every topic is announced by a collection, once', () => {
  assert.ok(topics.length >= 7, topics.join(', '));
  const announced = announcedIn(parse('src/storage/feed.ts'));
  assert.deepEqual([...new Set(announced)].sort(), [...topics].sort());
});

test('every topic has a subscription or an internal consumer', () => {
  const paths = readModules('.').flatMap(({ path }) => (path.startsWith('src/graphql/') ? [path] : []));
  assert.ok(paths.length > 80, `${paths.length} files`);
  const asked = new Set(paths.flatMap((path) => askedIn(parse(path))));
  assert.deepEqual(
    topics.filter((topic) => !asked.has(topic) && !(topic in INTERNAL)),
    [],
    'subscribe to it in src/graphql, or list its consumer here',
  );
  assert.deepEqual(
    [...asked].filter((topic) => !topics.includes(topic)),
    [],
  );
  for (const [topic, path] of Object.entries(INTERNAL)) {
    assert.ok(!asked.has(topic), topic);
    assert.ok(readFileSync(path, 'utf8').includes(`'${topic}'`), path);
  }
});

type Topic = AnnouncedChange['topic'];

const transition = {
  id: '1',
  workspace: 'shop',
  profile: 'p',
  segment: 'rfm.best',
  kind: 'ENTERED',
  cause: 'EVENT',
  effectiveAt: 1,
  recordedAt: 1,
  version: 1,
  sequence: 1,
} as const;

/** A change of each topic. A topic without one does not compile. */
const CHANGES: { readonly [T in Topic]: AnnouncedChange & { readonly topic: T } } = {
  membership: { topic: 'membership', ...transition },
  layer: { topic: 'layer', ...transition },
  profile: { topic: 'profile', id: '1', workspace: 'shop', profile: 'p', at: 1, events: [], tags: [], segments: [] },
  job: { topic: 'job', id: '1', workspace: 'shop', job: 'j' },
  alert: {
    topic: 'alert',
    id: '1',
    workspace: 'shop',
    kind: 'SHARED_IDENTITY',
    raisedAt: 1,
    profile: 'p',
    namespace: 'phone',
  },
  intake: { topic: 'intake', id: '1', workspace: 'shop', sender: { kind: 'HOOK', id: 'h' }, messages: [] },
  customers: { topic: 'customers', id: '1', workspace: 'shop', catalogue: 1, changed: [], removed: [], evaluated: [] },
};

test('a change reaches the subscribers of its topic and workspace only', () => {
  assert.deepEqual(Object.keys(CHANGES).sort(), [...topics].sort());
  for (const [own, change] of Object.entries(CHANGES))
    for (const topic of Object.keys(CHANGES) as Topic[])
      for (const workspace of ['shop', 'zoo']) {
        const isHeard = topic === own && workspace === 'shop' && !(topic in INTERNAL);
        assert.equal(isOfInterest({ topic, workspace }, change), isHeard, `${own} by ${topic} of ${workspace}`);
      }
});

test('the check finds topics where they are declared, announced and subscribed to', () => {
  const seen = (text: string): readonly Node[] => parse('planted.ts', text);
  assert.deepEqual(declaredIn(seen("interface A { readonly topic: 'price' | 'stock' }")), ['price', 'stock']);
  assert.deepEqual(declaredIn(seen("type A = B & { readonly topic: 'price' };")), ['price']);
  assert.deepEqual(announcedIn(seen("const all = { prices: { topics: ['price'] } };")), ['price']);
  assert.deepEqual(askedIn(seen("hub.subscribe({ ...own, topic: 'price' });")), ['price']);
  assert.deepEqual(askedIn(seen("function moves(topic: 'price' | 'stock' = 'price') {}")), ['price', 'stock']);
});
