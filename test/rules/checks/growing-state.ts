/**
 * Finds the state of the server that can grow: collections that a module or an object keeps. Each must have a limit
 * that is written down, because a caller decides how often most of them grow.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { codeFiles } from './sources.js';

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Rooms whose modules or objects can live as long as the process. */
const ROOMS = [
  ...['src/edge/', 'src/live/', 'src/services/', 'src/storage/', 'src/graphql/', 'src/engine/'],
  ...['src/import-files/', 'src/column-files/', 'src/delivery/', 'src/tracing/'],
];
const COLLECTIONS: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'LRUCache', 'TokenBuckets', 'Counter']);

export interface GrowingState {
  readonly path: string;
  /** The class or function that holds it, and its name, for example `Hub.rooms`. */
  readonly name: string;
}

/** Returns every collection that a module, an object or a closure over one keeps, by file and name. */
export function growingState(root: string): readonly GrowingState[] {
  return codeFiles(root)
    .filter((path) => ROOMS.some((room) => path.startsWith(room)))
    .flatMap((path) => stateIn(readFileSync(join(root, path), 'utf8'), path));
}

/** Returns the collections of one module. */
export function stateIn(text: string, path: string): readonly GrowingState[] {
  const { program } = parseSync(path, text);
  const names = [...ofModule(program as unknown as Node), ...ofClasses(program as unknown as Node)];
  return [...new Set(names)].map((name) => ({ path, name }));
}

/**
 * Collections that a module declares at its top. Collections that are filled at once, or declared as read-only, are left
 * out, because they never change.
 */
function ofModule(program: Node): string[] {
  return (program.body as readonly Node[])
    .map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement))
    .filter(isNode)
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap(({ declarations }) => declarations as readonly Node[])
    .filter(({ id, init }) => isCollection(init) && !isConstant(init as Node) && !isReadOnly(id as Node))
    .map(({ id }) => (id as Node).name as string);
}

/** Whether a variable is declared as a collection that nobody can change, such as `ReadonlySet`. */
function isReadOnly({ typeAnnotation }: Node): boolean {
  const type = (typeAnnotation as Node | null | undefined)?.typeAnnotation as Node | undefined;
  const name = (type?.typeName as Node | undefined)?.name;
  return typeof name === 'string' && name.startsWith('Readonly');
}

const isConstant = ({ callee, arguments: given }: Node): boolean =>
  ['Map', 'Set'].includes((callee as Node | undefined)?.name as string) && (given as readonly unknown[]).length > 0;

function ofClasses(program: Node): string[] {
  const found: string[] = [];
  visit(program, (node) => {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return;
    const owner = ((node.id as Node | null)?.name as string | undefined) ?? 'class';
    for (const member of (node.body as Node).body as readonly Node[]) {
      if (member.type === 'PropertyDefinition' && (isCollection(member.value) || isList(member.value)))
        found.push(`${owner}.${nameOf(member.key as Node)}`);
      if (member.type === 'MethodDefinition' && member.kind === 'constructor')
        visit(member, (inner) => {
          if (inner.type === 'AssignmentExpression' && isOwn(inner.left as Node) && isCollection(inner.right))
            found.push(`${owner}.${nameOf((inner.left as Node).property as Node)}`);
        });
    }
  });
  return found;
}

const isOwn = ({ type, object }: Node): boolean =>
  type === 'MemberExpression' && (object as Node).type === 'ThisExpression';

const nameOf = ({ name }: Node): string => (typeof name === 'string' ? name : '?');

function isCollection(value: unknown): boolean {
  return isNode(value) && value.type === 'NewExpression' && COLLECTIONS.has((value.callee as Node).name as string);
}

const isList = (value: unknown): boolean =>
  isNode(value) && value.type === 'ArrayExpression' && (value.elements as readonly unknown[]).length === 0;

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, see);
    } else if (isNode(value)) visit(value, see);
  }
}
