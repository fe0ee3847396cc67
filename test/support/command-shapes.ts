/**
 * Defines the shape of a database command: its arguments and operators by kind, without values. The tests record the
 * shapes that the product sends (`record-commands.ts`). `npm test` fails if the embedded database does not list a
 * recorded shape as exactly supported.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARGUMENTS, GENERIC_ARGUMENTS } from '../../src/embedded/commands/arguments.js';
import { SUPPORTED } from '../../src/embedded/support.js';

export interface Shape {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Operators as `kind:$operator`, sorted. */
  readonly operators: readonly string[];
}

type Kind = keyof typeof SUPPORTED;
type Doc = Readonly<Record<string, unknown>>;

const isDoc = (v: unknown): v is Doc =>
  v !== null &&
  typeof v === 'object' &&
  !Array.isArray(v) &&
  [Object.prototype, null].includes(Object.getPrototypeOf(v));
const docs = (v: unknown): Doc[] => (Array.isArray(v) ? v.filter(isDoc) : []);

class Operators {
  readonly found = new Set<string>();

  private add(kind: Kind, name: string): void {
    this.found.add(`${kind}:${name}`);
  }

  filter(v: unknown): void {
    if (Array.isArray(v)) v.forEach((x) => this.filter(x));
    if (!isDoc(v)) return;
    for (const [k, inner] of Object.entries(v)) {
      if (k.startsWith('$')) this.add('filter', k === '$options' ? '$regex' : k);
      if (k === '$expr') this.expression(inner);
      else this.filter(inner);
    }
  }

  expression(v: unknown): void {
    if (Array.isArray(v)) v.forEach((x) => this.expression(x));
    if (!isDoc(v)) return;
    for (const [k, inner] of Object.entries(v)) {
      if (k.startsWith('$')) this.add('expression', k);
      if (k !== '$literal') this.expression(inner);
    }
  }

  update(v: unknown): void {
    if (Array.isArray(v)) return this.pipeline(v);
    if (!isDoc(v)) return;
    for (const [k, fields] of Object.entries(v)) {
      if (!k.startsWith('$')) continue;
      this.add('update', k);
      if (k === '$pull') this.filter(fields);
      if (k === '$push' || k === '$addToSet')
        for (const operand of Object.values(fields as Doc))
          if (isDoc(operand)) for (const m of Object.keys(operand)) if (m.startsWith('$')) this.add('update', m);
    }
  }

  pipeline(v: unknown): void {
    for (const stage of docs(v)) {
      const [op, operand] = Object.entries(stage)[0];
      this.add('stage', op);
      if (op === '$match') this.filter(operand);
      else if (op === '$group') this.group(operand as Doc);
      else if (op === '$facet') Object.values(operand as Doc).forEach((p) => this.pipeline(p));
      else if (op === '$lookup' || op === '$unionWith') this.pipeline((operand as Doc).pipeline);
      else if (op !== '$changeStream') this.expression(operand);
    }
  }

  private group(spec: Doc): void {
    this.expression(spec._id);
    for (const [field, accumulator] of Object.entries(spec)) {
      if (field === '_id' || !isDoc(accumulator)) continue;
      const [op, operand] = Object.entries(accumulator)[0];
      this.add('accumulator', op);
      this.expression(operand);
    }
  }
}

export function shapeOf(command: Doc): Shape {
  const name = Object.keys(command)[0];
  const operators = new Operators();
  operators.filter(command.filter ?? {});
  operators.filter(command.query ?? {});
  operators.expression(command.projection ?? {});
  operators.expression(command.fields ?? {});
  operators.pipeline(command.pipeline);
  if (command.update !== undefined && name !== 'update') operators.update(command.update);
  for (const u of docs(command.updates)) {
    operators.filter(u.q);
    operators.update(u.u);
  }
  for (const d of docs(command.deletes)) operators.filter(d.q);
  for (const index of docs(command.indexes)) {
    for (const option of Object.keys(index)) operators.found.add(`index:${option}`);
    operators.filter(index.partialFilterExpression ?? {});
  }
  const given = Object.keys(command)
    .slice(1)
    .filter((k) => !GENERIC_ARGUMENTS.includes(k));
  return { command: name, arguments: given.sort(), operators: [...operators.found].sort() };
}

/** Returns the arguments and operators of a shape that are not listed as exactly supported. */
export function unsupported(shape: Shape): string[] {
  const name = SUPPORTED.command.find((c) => c.toLowerCase() === shape.command.toLowerCase());
  if (!name) return [`the command ${shape.command}`];
  const known = ARGUMENTS[name];
  return [
    ...(known ? shape.arguments.filter((a) => !known.includes(a)).map((a) => `the ${name} option ${a}`) : []),
    ...shape.operators.filter((o) => {
      const [kind, operator] = o.split(':') as [Kind, string];
      return !(SUPPORTED[kind] as readonly string[]).includes(operator);
    }),
  ];
}

/** Returns the distinct shapes recorded in a folder. */
export function recordedShapes(folder: string): Shape[] {
  const lines = readdirSync(folder)
    .flatMap((f) => readFileSync(join(folder, f), 'utf8').trim().split('\n'))
    .filter(Boolean);
  return [...new Set(lines)].sort().map((l) => JSON.parse(l) as Shape);
}
