/** Tests what keeps names of users from becoming markup: where the pages load ECharts, and that no text builds HTML. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { readModules } from './checks/modules.js';
import { codeFiles } from './checks/sources.js';

/** The only file that loads ECharts, and the only one that uses that file. */
const LIBRARY = 'web/dashboard/components/echarts.ts';
const CHART = 'web/dashboard/components/chart.tsx';

test('one file loads ECharts, and one component draws every chart', () => {
  const modules = readModules('.');
  const loading = modules.filter(({ imports }) =>
    imports.some((each) => !each.typeOnly && /^(echarts|zrender)$/.test(each.package ?? '')),
  );
  assert.deepEqual(
    loading.map(({ path }) => path),
    [LIBRARY],
  );
  const drawing = modules.filter(({ imports }) => imports.some((each) => each.file === LIBRARY));
  assert.deepEqual(
    drawing.map(({ path }) => path),
    [CHART],
  );
});

test('the component draws every tooltip as text', () =>
  assert.match(
    readFileSync(CHART, 'utf8'),
    /const tooltip = option\.tooltip && \{ \.\.\.option\.tooltip, renderMode: 'richText' \};/,
  ));

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Names through which a page would interpret text as markup. */
const INTERPRETING = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'dangerouslySetInnerHTML',
  'createContextualFragment',
  'DOMParser',
  'srcdoc',
  'srcDoc',
]);
const TAG = /<\/?[a-z][\w-]*[\s/>]|<(br|b|i)$/i;

/** Returns the texts of a program that contain a tag, and its names that interpret text as markup. */
function markupIn(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const walk = (node: Node): void => {
    const { value, name } = node;
    const text_ = node.type === 'TemplateElement' ? (value as { readonly raw: string }).raw : value;
    if ((node.type === 'Literal' || node.type === 'TemplateElement') && typeof text_ === 'string') {
      if (TAG.test(text_) || INTERPRETING.has(text_)) found.push(text_);
    } else if (typeof name === 'string' && INTERPRETING.has(name)) found.push(name);
    for (const child of Object.values(node).flat()) if (isNode(child)) walk(child);
  };
  walk(parseSync(path, text).program as unknown as Node);
  return found.map((each) => `${path}: ${each}`);
}

test('no page builds markup from text', () => {
  const pages = codeFiles('.').filter((path) => path.startsWith('web/'));
  assert.ok(pages.length > 80, `${pages.length} files`);
  assert.deepEqual(
    pages.flatMap((path) => markupIn(path, readFileSync(path, 'utf8'))),
    [],
  );
});

test('the check finds markup in every form', () => {
  for (const line of [
    'const option = { formatter: (p) => `<b>${p.name}</b>` };',
    "const option = { formatter: (p) => p.name + '<br/>' };",
    "const option = { formatter: '{b}<br>{c}' };",
    'document.body.innerHTML = name;',
    "document.body['outerHTML'] = name;",
    'const page = <p dangerouslySetInnerHTML={{ __html: name }} />;',
    "element.insertAdjacentHTML('beforeend', name);",
  ])
    assert.equal(markupIn('planted.tsx', line).length > 0, true, line);
  assert.deepEqual(markupIn('plain.tsx', "const page = <p>{a < b ? 'x < y' : `<= ${c}`}</p>;"), []);
});
