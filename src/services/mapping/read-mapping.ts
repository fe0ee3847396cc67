/**
 * Parses and validates an import mapping before any record is read. It checks the mapping's shape, its names, and the
 * columns it reads.
 */
import { clippedName } from '../../engine/values/clipped.js';
import { isTimeZone } from '../../engine/time/time.js';
import { isMachineSubject } from '../base/access.js';
import { nearest, schemaProblems } from './check-schema.js';
import { compilePattern } from './date-patterns.js';
import { MAPPING_SCHEMA } from './schema.js';
import { MappingError, ROW_NUMBER, type Mapping, type Template, type TimeMapping } from './shape.js';

/**
 * Parses an import mapping from JSON.
 *
 * @throws MappingError with every problem found.
 */
export const readMapping = (text: string): Mapping => checkedMapping(parsedMapping(text));

/**
 * Parses the JSON text of a mapping.
 *
 * @throws MappingError when the text is not valid JSON.
 */
export function parsedMapping(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = /position \d+/.exec((error as Error).message)?.[0];
    throw new MappingError([`the mapping is not JSON${at ? `, at ${at}` : ''}`]);
  }
}

/**
 * Validates a parsed mapping.
 *
 * @throws MappingError with every problem found.
 */
function checkedMapping(value: unknown): Mapping {
  const problems = schemaProblems(value, MAPPING_SCHEMA);
  if (problems.length > 0) throw new MappingError(problems);
  // A mapping of catalogue entries has no identities, because entries belong to no customer.
  const mapping: Mapping = { identities: [], ...(value as Partial<Mapping>) } as Mapping;
  const further = mappingProblems(mapping);
  if (further.length > 0) throw new MappingError(further);
  return mapping;
}

/** Returns the problems of a mapping that matches the schema, each as one sentence. */
export const mappingProblems = (mapping: Mapping): readonly string[] => [
  ...settingProblems(mapping),
  ...timesOf(mapping).flatMap(([path, time]) => timeProblems(path, time)),
];

function settingProblems(mapping: Mapping): string[] {
  const typed = [
    ...Object.values(mapping.event?.properties ?? {}),
    ...(mapping.tags ?? []),
    ...(mapping.points ?? []),
    ...Object.values(mapping.entry?.values ?? {}),
  ];
  const hasFacts = Boolean(mapping.event ?? mapping.tags ?? mapping.points);
  const namesCustomers = mapping.identities.length > 0;
  const isOfEntries = mapping.catalogue !== undefined || mapping.entry !== undefined;
  return [
    !hasFacts && !isOfEntries && '"event", "tags" or "points" is missing',
    hasFacts && isOfEntries && 'a mapping makes facts of customers or entries of a "catalogue", not both',
    isOfEntries && !mapping.entry && '"entry" is missing',
    isOfEntries && mapping.catalogue === undefined && '"catalogue" is missing',
    !isOfEntries && !namesCustomers && !mapping.receipt && '"identities" is missing',
    !namesCustomers && Boolean(mapping.tags ?? mapping.points) && '"tags" and "points" need "identities"',
    mapping.receipt !== undefined && !mapping.event && '"receipt" needs "event"',
    mapping.group && !mapping.event?.order?.lines && '"group" needs "event.order.lines"',
    !isMachineSubject(mapping.source) &&
      '"source" is letters, digits and _ . : @ -, at most 64, not strata, and does not begin with user:',
    mapping.zone !== undefined && !isTimeZone(mapping.zone) && `time zone ${mapping.zone} does not exist`,
    mapping.encoding !== undefined && !isEncoding(mapping.encoding) && `encoding ${mapping.encoding} does not exist`,
    mapping.delimiter !== undefined &&
      /["\r\n]/.test(mapping.delimiter) &&
      '"delimiter" has no quotes and no line ends',
    typed.some((t) => typeof t === 'object' && t.separator !== undefined && t.type !== 'list') &&
      '"separator" belongs to "type": "list"',
  ].filter((problem) => typeof problem === 'string');
}

function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

function timeProblems(path: string, time: TimeMapping): string[] {
  if (time.pattern === undefined) return time.as === undefined ? [`"${path}" needs "as" or "pattern"`] : [];
  if (time.as !== undefined) return [`"${path}" has both "as" and "pattern"; keep one`];
  return [time.pattern].flat().flatMap((pattern) => {
    const compiled = compilePattern(pattern);
    return typeof compiled === 'string' ? [`"${path}.pattern": ${compiled}`] : [];
  });
}

function timesOf(mapping: Mapping): [path: string, time: TimeMapping][] {
  return [
    ...(mapping.event ? ([['event.occurredAt', mapping.event.occurredAt]] as [string, TimeMapping][]) : []),
    ...(mapping.tags ?? []).flatMap((t, i): [string, TimeMapping][] =>
      t.observedAt ? [[`tags[${i}].observedAt`, t.observedAt]] : [],
    ),
    ...(mapping.points ?? []).map((p, i): [string, TimeMapping] => [`points[${i}].at`, p.at]),
  ];
}

/** Returns all templates in a mapping. */
function templatesOf(mapping: Mapping): readonly (Template | undefined)[] {
  const order = mapping.event?.order;
  return [
    ...mapping.identities.map((i) => i.value),
    mapping.receipt,
    ...(mapping.event ? [mapping.event.type, mapping.event.messageId, mapping.event.coupon] : []),
    ...Object.values(mapping.event?.properties ?? {}).map((p) => (typeof p === 'string' ? p : p.value)),
    ...(order ? [order.orderId, order.paymentId, order.refundId, order.amount, order.currency] : []),
    ...(order?.lines ?? []).flatMap((line) => Object.values(line)),
    ...(mapping.tags ?? []).map((t) => t.value),
    ...(mapping.points ?? []).map((p) => p.value),
    ...(mapping.entry ? [mapping.entry.key] : []),
    ...Object.values(mapping.entry?.values ?? {}).map((v) => (typeof v === 'string' ? v : v.value)),
    ...timesOf(mapping).map(([, t]) => t.value),
  ];
}

/** Returns the columns that a template reads. */
export function columnsOfTemplate(template: Template): readonly string[] {
  if (typeof template === 'string') return [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]);
  if ('product' in template) return template.product.flatMap(columnsOfTemplate);
  return 'number' in template ? columnsOfTemplate(template.number) : [template.column];
}

/**
 * Returns the number and the total length of all texts in the parts of a mapping that produce facts. Filling one record
 * reads each of these texts at most once, including constants and time patterns. A lookup table counts as its longest
 * text.
 */
export function textsOf({ identities, event, tags, points }: Mapping): { count: number; characters: number } {
  const texts = textsIn([identities, event, tags, points]);
  return { count: texts.length, characters: texts.reduce((sum, each) => sum + each.length, 0) };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (!('column' in value && 'map' in value)) return Object.values(value).flatMap(textsIn);
  const { map, ...rest } = value;
  return [...textsIn(Object.values(rest)), ...[...textsIn(map)].sort((a, b) => b.length - a.length).slice(0, 1)];
}

/** Returns the columns of all templates in a mapping. A column occurs once for each place in which it is used. */
export const placesOf = (mapping: Mapping): readonly string[] =>
  templatesOf(mapping).flatMap((template) => (template === undefined ? [] : columnsOfTemplate(template)));

/** Returns the distinct columns that a mapping reads. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const columns = [
    ...placesOf(mapping),
    ...Object.keys(mapping.skip ?? {}),
    ...Object.keys(mapping.only ?? {}),
    ...(mapping.group ?? []),
  ];
  return [...new Set(columns)].filter((column) => column !== ROW_NUMBER);
}

/** Returns one sentence for each column that the mapping reads and the file does not contain. */
export function missingColumns(mapping: Mapping, header: readonly string[]): readonly string[] {
  const there = new Set(header);
  const optional = new Set(mapping.optional);
  return columnsOf(mapping)
    .filter((column) => !there.has(column) && !optional.has(column))
    .map((column) => {
      const like = nearest(column, header);
      return `column ${column} does not exist${like === undefined ? '' : ` ("${like}" is meant?)`}`;
    });
}

/** Returns one sentence for each name in the mapping that the workspace does not define. */
export function unknownNames(
  mapping: Mapping,
  workspace: {
    readonly namespaces: readonly string[];
    readonly tags: readonly { readonly key: string; readonly kind: string }[];
    readonly catalogues: readonly { readonly key: string; readonly fields: readonly { readonly name: string }[] }[];
  },
): readonly string[] {
  const unknown = (what: string, name: string, known: readonly string[]): string[] => {
    if (known.includes(name)) return [];
    const like = nearest(name, known);
    const has = known.length === 0 ? 'none' : known.slice(0, 20).join(', ');
    return [
      `the workspace has no ${what} ${clippedName(name)} (${like === undefined ? `it has ${has}` : `"${like}" is meant?`})`,
    ];
  };
  const catalogue = workspace.catalogues.find(({ key }) => key === mapping.catalogue);
  const keys = workspace.tags.map((t) => t.key);
  const kindOf = (key: string): string | undefined => workspace.tags.find((t) => t.key === key)?.kind;
  return [
    ...(mapping.catalogue === undefined
      ? []
      : unknown(
          'catalogue',
          mapping.catalogue,
          workspace.catalogues.map(({ key }) => key),
        )),
    ...(catalogue
      ? Object.keys(mapping.entry?.values ?? {}).flatMap((name) =>
          unknown(
            `field of catalogue ${catalogue.key}:`,
            name,
            catalogue.fields.map((field) => field.name),
          ),
        )
      : []),
    ...mapping.identities.flatMap((i) => unknown('identity namespace', i.namespace, workspace.namespaces)),
    ...[...(mapping.tags ?? []), ...(mapping.points ?? [])].flatMap((t) => unknown('tag', t.tag, keys)),
    ...(mapping.tags ?? []).flatMap((t) =>
      kindOf(t.tag) === 'DYNAMIC' ? [`tag ${t.tag} is dynamic; its values are recorded under "points"`] : [],
    ),
    ...(mapping.points ?? []).flatMap((t) =>
      ['STATIC', 'SEMI_DYNAMIC'].includes(kindOf(t.tag) ?? '')
        ? [`tag ${t.tag} is not dynamic; its values are written under "tags"`]
        : [],
    ),
  ];
}

/** Returns whether a mapping has times that are read in the time zone of the workspace. */
export function usesWorkspaceZone(mapping: Mapping): boolean {
  const times = [
    ...(mapping.event ? [mapping.event.occurredAt] : []),
    ...(mapping.tags ?? []).flatMap((tag) => tag.observedAt ?? []),
    ...(mapping.points ?? []).map((point) => point.at),
  ];
  return (
    mapping.zone === undefined &&
    times.some(({ as }) => as === undefined || as === 'local' || as === 'day' || as === 'excelSerial')
  );
}
