/** Tests that loaded columns equal the saved ones, and that damaged, missing and outdated files are detected. */
import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openColumnFiles, type OpenColumnFiles } from '../../src/column-files/column-folder.js';
import { readPart, writePart } from '../../src/column-files/part-files.js';
import { headOf, partOf, sizesOf } from '../../src/engine/columns/part-file.js';
import { wholeSlot } from '../../src/engine/columns/part-slots.js';
import type { ColumnPart } from '../../src/engine/columns/part.js';
import type { SavedColumns } from '../../src/services/base/ports.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { contentOf, partWith, randomMembers } from './random-parts.js';

const SEED = seedOf(51);
const PLENTY = 2 ** 30;
const root = mkdtempSync(join(tmpdir(), 'strata-columns-'));
let folders = 0;
after(() => rmSync(root, { recursive: true, force: true }));

const newFolder = (): string => join(root, `f${folders++}`);
const openAt = (folder: string, capacity = PLENTY): Promise<OpenColumnFiles> =>
  openColumnFiles(folder, capacity, assert.ifError);
const columnsWith = (...parts: readonly ColumnPart[]): SavedColumns => ({
  createdAt: 1,
  mark: 'mark',
  position: 'position',
  parts: parts.map(wholeSlot),
});
const partFiles = (folder: string, workspace = 'shop'): string[] =>
  readdirSync(join(folder, workspace)).filter((name) => name.endsWith('.part'));

test(`a part opened from its bytes equals the original part (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  for (let round = 0; round < amount(50, 500); round++) {
    const members = randomMembers(d, d.int(0, 30));
    const part = partWith(members);
    const { head, layout } = headOf(part);
    const block = new SharedArrayBuffer(part.block.byteLength);
    new Uint8Array(block).set(new Uint8Array(part.block));
    assert.deepEqual(sizesOf(head), { layoutBytes: layout.length, blockBytes: block.byteLength });
    const again = partOf(layout, block);
    assert.deepStrictEqual(contentOf(again), contentOf(part), `seed ${SEED}, round ${round}`);
    assert.deepStrictEqual(
      members.map((_, i) => again.profilesOf(i)),
      members.map(({ id, others = [] }) => [id, ...others]),
    );
    for (let i = 0; i < part.size; i++) assert.deepEqual(again.beginnings()[i], part.beginnings()[i]);
  }
});

test('any damaged byte of a part is detected, and so is a file of another length', async () => {
  const d = new Dice(random(SEED + 1));
  const path = join(root, 'one.part');
  const written = await writePart(path, 'one.part', partWith(randomMembers(d, 1)));
  const bytes = readFileSync(path);
  assert.ok(await readPart(path, written));
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] ^= 1 << d.int(0, 7);
    writeFileSync(path, damaged);
    assert.equal(await readPart(path, written), undefined, `byte ${at} of ${bytes.length}`);
  }
  for (const other of [bytes.subarray(0, -1), bytes.subarray(0, 10), Buffer.alloc(0), Buffer.concat([bytes, bytes])]) {
    writeFileSync(path, other);
    assert.equal(await readPart(path, written), undefined, `${other.length} of ${bytes.length} bytes`);
  }
  writeFileSync(path, bytes);
  assert.ok(await readPart(path, written));
});

test('loaded columns equal the saved ones, in this process and in the next one', async () => {
  const d = new Dice(random(SEED + 2));
  const folder = newFolder();
  const parts = [partWith(randomMembers(d, 20)), partWith(randomMembers(d, 5, 'q'))];
  const files = await openAt(folder);
  const slots = parts.map(wholeSlot);
  slots[0].live[3] = 0;
  await files.save('shop', { createdAt: 7, mark: 'm', position: 'p', parts: slots });
  for (const opened of [files, await reopened(files, folder)]) {
    const { parts: loaded, ...standing } = (await opened.load('shop'))!;
    assert.deepEqual(standing, { createdAt: 7, mark: 'm', position: 'p' });
    assert.deepEqual(
      loaded.map(({ part }) => contentOf(part)),
      parts.map(contentOf),
    );
    assert.deepEqual(
      loaded.map(({ live }) => [...live]),
      slots.map(({ live }) => [...live]),
    );
    assert.ok(opened.bytes > 0 && opened.bytes < PLENTY);
    assert.equal(await opened.load('another'), undefined);
  }
});

async function reopened(files: OpenColumnFiles, folder: string): Promise<OpenColumnFiles> {
  await files.close();
  return openAt(folder);
}

test('a part is written once, and a part no longer listed is deleted before the save completes', async () => {
  const d = new Dice(random(SEED + 3));
  const folder = newFolder();
  const files = await openAt(folder);
  const [a, b, c] = ['a', 'b', 'c'].map((prefix) => partWith(randomMembers(d, 4, prefix)));
  await files.save('shop', columnsWith(a, b));
  const before = partFiles(folder);
  const written = before.map((file) => statSync(join(folder, 'shop', file)).mtimeMs);
  await files.save('shop', columnsWith(a, b, c));
  assert.deepEqual(
    before.filter((file) => partFiles(folder).includes(file)),
    before,
  );
  assert.deepEqual(
    before.map((file) => statSync(join(folder, 'shop', file)).mtimeMs),
    written,
  );
  await files.save('shop', columnsWith(c));
  assert.equal(partFiles(folder).length, 1);
  assert.deepEqual(
    (await files.load('shop'))!.parts.map(({ part }) => contentOf(part)),
    [contentOf(c)],
  );
  await files.remove('shop');
  assert.equal(files.has('shop'), false);
  assert.equal(files.bytes, 0);
  assert.deepEqual(readdirSync(folder), ['owner']);
});

test('damaged, missing, outdated and foreign files are not loaded, and are deleted', async () => {
  const d = new Dice(random(SEED + 4));
  const folder = newFolder();
  const [a, b] = ['a', 'b'].map((prefix) => partWith(randomMembers(d, 4, prefix)));
  const list = (): string => join(folder, 'shop', 'parts.json');
  const faults: Record<string, (parts: readonly string[]) => void> = {
    'a damaged part': ([file]) => flip(file, 40),
    'a lost part': ([file]) => rmSync(file),
    'a part that is cut off': ([, file]) => truncateSync(file, 100),
    'a part in place of another': ([one, other]) => renameSync(one, other),
    'a damaged list': () => flip(list(), 30),
    'a lost list': () => rmSync(list()),
    'an empty list': () => truncateSync(list(), 0),
    'a list of another program': () => {
      const text = readFileSync(list(), 'utf8');
      writeFileSync(list(), text.replace(/"program":"./, '"program":"~'));
    },
  };
  let files = await openAt(folder);
  for (const [fault, damage] of Object.entries(faults)) {
    await files.save('shop', columnsWith(partWith([...members(a)]), b));
    damage(partFiles(folder).map((file) => join(folder, 'shop', file)));
    files = await reopened(files, folder);
    assert.equal(await files.load('shop'), undefined, fault);
    assert.equal(files.has('shop'), false, fault);
    assert.deepEqual(readdirSync(folder), ['owner'], fault);
  }
});

function* members(part: ColumnPart): Iterable<ReturnType<ColumnPart['member']>> {
  for (let i = 0; i < part.size; i++) yield part.member(i);
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] ^= 1;
  writeFileSync(path, bytes);
}

test('files of interrupted saves are deleted when the folder is opened', async () => {
  const d = new Dice(random(SEED + 5));
  const folder = newFolder();
  const files = await openAt(folder);
  await files.save('shop', columnsWith(partWith(randomMembers(d, 4))));
  writeFileSync(join(folder, 'shop', 'left.part'), 'half of a part');
  writeFileSync(join(folder, 'shop', 'parts.json.new'), 'half of a list');
  const next = await reopened(files, folder);
  assert.ok(await next.load('shop'));
  assert.equal(readdirSync(join(folder, 'shop')).length, 2);
});

test('files are limited in bytes, and the workspace saved longest ago is evicted', async () => {
  const d = new Dice(random(SEED + 6));
  const folder = newFolder();
  const sizing = await openAt(folder);
  const part = (): ColumnPart => partWith(randomMembers(new Dice(random(SEED)), 20));
  await sizing.save('one', columnsWith(part()));
  const size = sizing.bytes;
  await sizing.close();
  rmSync(folder, { recursive: true });
  const files = await openAt(folder, Math.floor(size * 2.5));
  for (const name of ['one', 'two', 'one', 'three']) await files.save(name, columnsWith(part()));
  assert.deepEqual(
    ['one', 'two', 'three'].map((name) => files.has(name)),
    [true, false, true],
  );
  assert.ok(files.bytes <= files.capacity);
  await files.save('one', columnsWith(partWith(randomMembers(d, 400))));
  assert.equal(files.has('one'), false, 'a workspace larger than the limit is not kept');
});

test('one process owns a folder; others save nothing there, and a dead owner is replaced', async () => {
  const folder = newFolder();
  const files = await openAt(folder);
  const part = partWith(randomMembers(new Dice(random(SEED)), 3));
  await files.save('shop', columnsWith(part));
  for (const other of [await openAt(folder), await openAt(folder, 0)]) {
    await other.save('other', columnsWith(part));
    assert.equal(await other.load('shop'), undefined);
    assert.equal(other.has('other'), false);
  }
  await files.close();
  // This process id is larger than any the system assigns.
  writeFileSync(join(folder, 'owner'), '99999999');
  const next = await openAt(folder);
  assert.ok(await next.load('shop'));
  await next.close();
  // Simulates an owner that is still running, with the id of the parent process.
  writeFileSync(join(folder, 'owner'), String(process.ppid));
  assert.equal(await (await openAt(folder)).load('shop'), undefined);
});

test('a folder that cannot be created is reported, and nothing is saved', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  const reported: unknown[] = [];
  const files = await openColumnFiles(join(file, 'columns'), PLENTY, (error) => reported.push(error));
  assert.equal(files.capacity, 0);
  assert.equal(reported.length, 1);
});
