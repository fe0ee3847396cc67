/**
 * Measures the code in `src`: its size, properties that make it hard to read, and the dependencies between its rooms
 * (architectural folders).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { circles } from './circles.js';
import { readModules, type Module } from './modules.js';

export interface Figures {
  readonly files: number;
  readonly lines: number;
  readonly longestFile: number;
  readonly longestFunction: number;
  readonly linesOver120Columns: number;
  /** Number of parameters with one-letter names in exported functions. */
  readonly oneLetterParameters: number;
  /** Conditional expressions (`a ? b : c`) per 100 statements. */
  readonly conditionalsPer100Statements: number;
  readonly filesInCircles: number;
  readonly filesInLargestCircle: number;
  readonly rooms: number;
  /** Number of pairs of rooms in which one imports the other. */
  readonly arrowsBetweenRooms: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface FileFigures {
  readonly lines: number;
  readonly longestFunction: number;
  readonly wideLines: number;
  readonly oneLetterParameters: number;
  readonly conditionals: number;
  readonly statements: number;
}

/**
 * Measures the code of a checkout, which can also be an older version.
 * @throws Error when it has no code in `src`.
 */
export function figuresOf(root: string): Figures {
  const modules = readModules(root).filter(({ path }) => path.startsWith('src/'));
  if (modules.length === 0) throw new Error(`${root} has no code in src`);
  const files = modules.map(({ path }) => figuresOfFile(path, readFileSync(join(root, path), 'utf8')));
  const sum = (of: (file: FileFigures) => number): number => files.reduce((total, file) => total + of(file), 0);
  const most = (of: (file: FileFigures) => number): number => Math.max(...files.map(of));
  const circular = circles(modules.map(withoutOutside));
  return {
    files: files.length,
    lines: sum((file) => file.lines),
    longestFile: most((file) => file.lines),
    longestFunction: most((file) => file.longestFunction),
    linesOver120Columns: sum((file) => file.wideLines),
    oneLetterParameters: sum((file) => file.oneLetterParameters),
    conditionalsPer100Statements:
      Math.round((1000 * sum((file) => file.conditionals)) / sum((file) => file.statements)) / 10,
    filesInCircles: circular.flat().length,
    filesInLargestCircle: circular[0]?.length ?? 0,
    rooms: new Set(modules.map(({ path }) => roomOf(path))).size,
    arrowsBetweenRooms: arrows(modules).size,
  };
}

/** Counts the parameters with one-letter names in exported functions of a file. */
export const oneLetterParametersIn = (root: string, path: string): number =>
  figuresOfFile(path, readFileSync(join(root, path), 'utf8')).oneLetterParameters;

/**
 * Returns the room of a file: a folder of `src/engine` or `src/services`, another folder of `src`, or the file itself
 * if it is in none of these.
 */
function roomOf(path: string): string {
  const parts = path.split('/');
  const depth = parts[1] === 'engine' || parts[1] === 'services' ? 3 : 2;
  return parts.length > depth ? parts.slice(0, depth).join('/') : parts.slice(0, -1).join('/');
}

function arrows(modules: readonly Module[]): ReadonlySet<string> {
  const pairs = modules.flatMap(({ path, imports }) =>
    imports.flatMap(({ file }) => (file?.startsWith('src/') ? [[roomOf(path), roomOf(file)] as const] : [])),
  );
  return new Set(pairs.flatMap(([from, to]) => (from === to ? [] : [`${from} ${to}`])));
}

const withoutOutside = (module: Module): Module => ({
  ...module,
  imports: module.imports.filter(({ file }) => file?.startsWith('src/')),
});

function figuresOfFile(path: string, text: string): FileFigures {
  const lines = text.replace(/\n$/, '').split('\n');
  const counts = { longestFunction: 0, oneLetterParameters: 0, conditionals: 0, statements: 0 };
  const visit = (node: Node): void => {
    if (isFunction(node))
      counts.longestFunction = Math.max(counts.longestFunction, text.slice(node.start, node.end).split('\n').length);
    if (node.type === 'ConditionalExpression') counts.conditionals++;
    if (isStatement(node)) counts.statements++;
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration')
      counts.oneLetterParameters += exportedFunctions(node).flatMap(oneLetterParameters).length;
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseSync(path, text).program as unknown as Node);
  return { lines: lines.length, wideLines: lines.filter((line) => line.length > 120).length, ...counts };
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const isFunction = ({ type }: Node): boolean => FUNCTIONS.has(type);

/** Whether a node counts as a statement. A block does not count, but its statements do. */
const isStatement = ({ type }: Node): boolean =>
  (type.endsWith('Statement') && type !== 'BlockStatement') || type === 'VariableDeclaration';

function exportedFunctions({ declaration }: Node): Node[] {
  if (!isNode(declaration)) return [];
  if (declaration.type !== 'VariableDeclaration') return isFunction(declaration) ? [declaration] : [];
  return childrenOf(declaration).flatMap(({ init }) => (isNode(init) && isFunction(init) ? [init] : []));
}

function oneLetterParameters({ params }: Node): string[] {
  return [params]
    .flat()
    .filter(isNode)
    .flatMap((parameter) => {
      const { name } = parameter.type === 'AssignmentPattern' ? (parameter.left as Node) : parameter;
      return typeof name === 'string' && name.length === 1 ? [name] : [];
    });
}
