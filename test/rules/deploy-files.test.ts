/**
 * Tests the files of docs/deploy and the lists of metrics in docs/OPERATIONS.md. The files can be parsed, and the metrics
 * and settings that they name exist.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { unknownSettings } from '../../src/config.js';
import { TestServer } from '../support/server.js';

const read = (file: string): string => readFileSync(`docs/deploy/${file}`, 'utf8');

let server: TestServer;
let printed: string;
let served: Set<string>;

before(async () => {
  // The metrics of traces exist only with a collector.
  server = await TestServer.start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  printed = await (await fetch(new URL('/metrics', server.url))).text();
  served = new Set([...printed.matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(([, name, type]) => seriesOf(name, type)));
});
after(() => server.remove());

/** Returns the names of the time series of a metric. */
const seriesOf = (name: string, type: string): string[] =>
  type === 'histogram' ? ['bucket', 'sum', 'count'].map((ending) => `${name}_${ending}`) : [name];

/** Returns the metric names in a PromQL expression. Labels, ranges and groupings are ignored. */
const namesIn = (expression: string): string[] => {
  const bare = expression.replaceAll(/"[^"]*"/g, '').replaceAll(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, '');
  return [...bare.matchAll(/\b(?:strata|nodejs|process)_\w+/g)].map(([name]) => name);
};

interface Rules {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}
interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}
interface Deployment {
  readonly spec: {
    readonly strategy: { readonly type: string };
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly env: readonly { name: string }[] }[] };
    };
  };
}
interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

test('every alert uses existing metrics and describes what to do', () => {
  const rules = (parse(read('alerts.yml')) as Rules).groups.flatMap((group) => group.rules);
  assert.ok(rules.length >= 8);
  for (const { alert, expr, labels, annotations } of rules) {
    if (alert !== 'StrataDown') assert.notDeepEqual(namesIn(expr), [], alert);
    for (const name of namesIn(expr)) assert.ok(served.has(name), `${alert}: ${name}`);
    assert.match(labels.severity, /^(page|warn)$/, alert);
    assert.ok(annotations.summary && annotations.action, alert);
  }
});

/** Returns the names in the first column of the tables of docs/OPERATIONS.md that begin with a name of this form. */
const listed = (form: RegExp): string[] =>
  readFileSync('docs/OPERATIONS.md', 'utf8')
    .split('\n')
    .flatMap((line) => /^\| (`[^|]*) \|/.exec(line)?.[1] ?? [])
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]))
    .filter((name) => form.test(name));

test('OPERATIONS.md lists every metric that the server prints, and no other', () => {
  const names = [...printed.matchAll(/^# TYPE (strata_\w+) /gm)].map(([, name]) => name);
  assert.ok(names.length >= 15, `${names.length} metrics`);
  assert.deepEqual(listed(/^strata_/).sort(), names.sort());
});

test('OPERATIONS.md lists every limit, and nothing else', () => {
  const bounded = [...printed.matchAll(/^strata_bounded_limit\{of="(\w+)"\}/gm)].map(([, name]) => name);
  assert.ok(bounded.length >= 10, `${bounded.length} limits`);
  const table = /\| `of` \|[^]*?\n\n/.exec(readFileSync('docs/OPERATIONS.md', 'utf8'))![0];
  const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).filter((name) => name !== 'of');
  assert.deepEqual(rows.sort(), bounded.sort());
});

test('every panel of the dashboard uses existing metrics', () => {
  const { panels } = JSON.parse(read('grafana.json')) as Dashboard;
  assert.ok(panels.length >= 10);
  for (const { title, targets } of panels)
    for (const { expr } of targets) {
      assert.notDeepEqual(namesIn(expr), [], title);
      for (const name of namesIn(expr)) assert.ok(served.has(name), `${title}: ${name}`);
    }
});

test('the manifests and the systemd unit set only existing settings', () => {
  const unit = [...read('strata.service').matchAll(/\b(STRATA_\w+|MONGODB_URI)\b/g)].map(([, name]) => name);
  const documents = parseAllDocuments(read('kubernetes.yaml'));
  assert.ok(documents.every((each) => each.errors.length === 0));
  const { spec } = documents[0].toJS() as Deployment;
  const set = spec.template.spec.containers[0].env.map(({ name }) => name);
  assert.ok(set.includes('STRATA_JWT_SECRET') && unit.includes('STRATA_DATA_DIR'));
  assert.deepEqual(unknownSettings(Object.fromEntries([...unit, ...set].map((name) => [name, 'x']))), []);
  assert.equal(spec.strategy.type, 'Recreate');
});
