/** Tests that the contracts of the code, which other rooms implement or call, say how they are used. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/** The exported interfaces, classes and functions that other rooms implement or call most, by file. */
const CONTRACTS: Readonly<Record<string, readonly string[]>> = {
  'src/cli/command.ts': ['Command'],
  'src/edge/admission.ts': ['Admission'],
  'src/edge/byte-budget.ts': ['ByteBudget'],
  'src/edge/close-codes.ts': ['CLOSE_CODES'],
  'src/edge/document-gate.ts': ['Gate'],
  'src/embedded/commands/context.ts': ['Handler'],
  'src/embedded/storage/store.ts': ['Store'],
  'src/engine/analyses/analysis.ts': ['Analysis'],
  'src/engine/columns/part.ts': ['ColumnPart'],
  'src/engine/columns/column-evaluator.ts': ['ColumnEvaluator'],
  'src/engine/definitions/catalogue.ts': ['Catalogue'],
  'src/engine/memberships/settle.ts': ['settle'],
  'src/engine/segments/evaluate.ts': ['Evaluation'],
  'src/engine/time/timeline.ts': ['Timeline'],
  'src/live/hub.ts': ['Feed', 'Hub'],
  'src/services/base/operator-changes.ts': ['change'],
  'src/services/base/follower.ts': ['FollowedFeed', 'FollowerKind', 'actionId'],
  'src/services/base/idempotency.ts': ['once'],
  'src/services/base/job-kinds.ts': ['isCancellable'],
  'src/services/base/jobs.ts': ['inBackground', 'jobDone'],
  'src/services/base/ports.ts': ['Stores'],
  'src/services/base/ports/column-files.ts': ['ColumnFiles'],
  'src/services/base/room.ts': ['enter'],
  'src/services/base/services.ts': ['Services', 'Delivery', 'FactCache', 'Columns', 'LateCommits', 'FactWriter'],
  'src/services/base/keyed-mutex.ts': ['KeyedMutex'],
  'src/services/population/scan.ts': ['scan'],
  'src/services/scheduling/ticker-tasks.ts': ['TickerTask'],
  'src/services/write-path/deciders/decider.ts': ['DeciderKind', 'Decider'],
  'src/services/write-path/dues/due-kind.ts': ['DueKind', 'OpenDues'],
  'src/services/write-path/load-together.ts': ['loadTogether'],
  'src/services/write-path/writes.ts': ['submit'],
  'src/storage/base/collections.ts': ['Registration'],
};

/** Returns the docstring that stands directly before the declaration of an exported name. */
function docstringOf(path: string, name: string): string | undefined {
  const source = readFileSync(path, 'utf8');
  const declared = new RegExp(`^export (?:async )?(?:interface|class|function\\*?|const|type) ${name}\\b`, 'm');
  const at = declared.exec(source)?.index;
  if (at === undefined) return undefined;
  const before = source.slice(0, at).trimEnd();
  return before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : undefined;
}

test('every contract has a description and an example', () => {
  const names = Object.entries(CONTRACTS).flatMap(([path, of]) => of.map((name) => [path, name] as const));
  assert.ok(names.length >= 30, `${names.length} contracts`);
  for (const [path, name] of names) {
    const docstring = docstringOf(path, name) ?? '';
    assert.match(docstring, /^\/\*\*\s+(?:\* )?[A-Z]/, `${name} of ${path} has a docstring`);
    assert.match(docstring, /@example\s+\S/, `${name} of ${path} has an example`);
  }
});
