/** Reads the imports of each module from its syntax tree: every form of import, including types. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { textsOf } from './comments.js';
import { codeFiles } from './sources.js';

export interface Import {
  /** The specifier as written, or undefined if it is computed at runtime. */
  readonly specifier: string | undefined;
  /** The file of this project that the specifier resolves to. */
  readonly file?: string;
  /** The package or built-in module (such as `node:fs`) that the specifier resolves to. */
  readonly package?: string;
  /** True for type imports, which the compiler erases. */
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  /** The text of each comment, on one line. */
  readonly comments: readonly string[];
}

interface Found {
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  readonly at: number;
  /** True for a file URL, which need not point to a module. */
  readonly address?: boolean;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/**
 * Reads all modules of the project.
 * @throws Error when a file cannot be parsed or an import cannot be resolved.
 */
export function readModules(root: string): readonly Module[] {
  return codeFiles(root).map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const { program, errors, comments } = parseSync(path, text);
    if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
    const found: Found[] = [];
    visit(program as unknown as Node, found);
    const imports = found.flatMap((f) => {
      const line = text.slice(0, f.at).split('\n').length;
      const target = f.specifier === undefined ? {} : resolve(root, path, f.specifier);
      if (target) return [{ specifier: f.specifier, typeOnly: f.typeOnly, line, ...target }];
      if (f.address) return [];
      throw new Error(`${path}:${line}: ${f.specifier} leads to no file`);
    });
    return { path, imports, comments: textsOf(text, comments) };
  });
}

function visit(node: Node, found: Found[]): void {
  const one = importOf(node);
  if (one) found.push(one);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item, found);
    } else if (isNode(value)) visit(value, found);
  }
}

function importOf(node: Node): Found | undefined {
  const at = node.start;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (!isNode(node.source)) return undefined;
      return { specifier: textOf(node.source), typeOnly: isTypeOnly(node), at };
    case 'ImportExpression':
      return { specifier: textOf(node.source), typeOnly: false, at };
    case 'TSImportType':
      return { specifier: textOf(node.source), typeOnly: true, at };
    case 'TSExternalModuleReference':
      return { specifier: textOf(node.expression), typeOnly: false, at };
    case 'CallExpression':
      return loads(node.callee) ? { specifier: textOf(firstOf(node.arguments)), typeOnly: false, at } : undefined;
    case 'NewExpression': {
      // A `new URL` relative to this module names the file of a worker or of a process to start.
      const [path, base] = Array.isArray(node.arguments) ? (node.arguments as unknown[]) : [];
      if (!isNamed(node.callee, 'URL') || !isMemberOfMeta(base, 'url')) return undefined;
      return { specifier: textOf(path), typeOnly: false, at, address: true };
    }
    default:
      return undefined;
  }
}

/**
 * Whether a callee loads or resolves a module: `require(...)`, `createRequire(...)(...)`,
 * `createRequire(...).resolve(...)` or `import.meta.resolve(...)`.
 */
function loads(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (isNamed(callee, 'require') || isMemberOfMeta(callee, 'resolve')) return true;
  const maker = callee.type === 'MemberExpression' && isNamed(callee.property, 'resolve') ? callee.object : callee;
  return (
    isNamed(maker, 'require') ||
    (isNode(maker) && maker.type === 'CallExpression' && isNamed(maker.callee, 'createRequire'))
  );
}

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? (list as unknown[])[0] : undefined);
const isNamed = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === 'Identifier' && node.name === name;
const isMemberOfMeta = (node: unknown, property: string): boolean =>
  isNode(node) &&
  node.type === 'MemberExpression' &&
  isNode(node.object) &&
  node.object.type === 'MetaProperty' &&
  isNamed(node.property, property);

/** Returns the text of a literal, or undefined for a computed value. */
function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  const quasis = node.type === 'TemplateLiteral' ? (node.quasis as { value: { cooked: string } }[]) : [];
  return quasis.length === 1 ? quasis[0].value.cooked : undefined;
}

function isTypeOnly(node: Node): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = (node.specifiers ?? []) as Node[];
  return specifiers.length > 0 && specifiers.every((s) => s.importKind === 'type' || s.exportKind === 'type');
}

/** Resolves an import specifier. Returns undefined for a relative path without a file. */
function resolve(root: string, from: string, specifier: string): Pick<Import, 'file' | 'package'> | undefined {
  // Compiled files are resolved to their sources.
  if (specifier.startsWith('#dist/')) return fileOf(root, specifier.slice('#dist/'.length));
  if (specifier === '@strata-cdp/client') return fileOf(root, 'src/client/index.js');
  if (specifier.startsWith('.')) return fileOf(root, posix.join(dirname(from), specifier));
  const parts = specifier.split('/');
  return { package: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] };
}

function fileOf(root: string, path: string): { readonly file: string } | undefined {
  const bare = path.replace(/\.js$/, '');
  const candidates = path.endsWith('.js') ? [`${bare}.ts`, `${bare}.tsx`, path] : [path];
  const file = candidates.find((c) => statSync(join(root, c), { throwIfNoEntry: false })?.isFile());
  return file === undefined ? undefined : { file };
}
