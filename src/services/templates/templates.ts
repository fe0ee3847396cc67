/**
 * The template library. Templates are definitions stored as data. They are installed with a shop's parameters,
 * optionally after a dry run.
 */
import { ascending } from '../../engine/values/ascending.js';
import { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Verdicts } from '../../engine/columns/column-evaluator.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import { layerKey, type LayerModel } from '../../engine/layers/layers.js';
import type { SegmentDefinition, TagDefinition } from '../../engine/types.js';
import { checkMetric } from '../../engine/segments/check.js';
import { printDuration } from '../../engine/segments/print.js';
import { DAY, HOUR, parseDuration, SECOND } from '../../engine/time/time.js';
import type { Reason } from '../../reasons/index.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { faulty, invalid, limit, notFound, ServiceError } from '../base/errors.js';
import { defineLayerModel, readModel } from '../layers/layers.js';
import type { LayerModelInput, SegmentInput, TagDefinitionInput } from '../base/definition-inputs.js';
import type { Job } from '../base/ports.js';
import { countOf, populationViews } from '../population/views.js';
import { defineSegment, readCondition, redefineSegment } from '../segments/segments.js';
import { maySee, mustSee } from '../segments/personal-access.js';
import { defineTag, parseDefinition, readMetric } from '../tags/tag-definitions.js';
import type { Label, Quantile, Template } from '../base/template-library.js';

export interface InstallInput {
  readonly key: string;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[] | null;
  /** Language in which the installed definitions are named. */
  readonly language: keyof Label;
  readonly dryRun: boolean;
  /** Interval at which the quantiles are recomputed, as an ISO 8601 duration. Only for templates with quantiles. */
  readonly every?: string | null;
  /**
   * Segments and layers to compare with. A layer is given as `model.layer`, and a model key means all its layers.
   * Defaults to every existing layer model.
   */
  readonly overlapWith?: readonly string[] | null;
}

export interface Installed {
  readonly template: Template;
  readonly tags: readonly string[];
  readonly segments: readonly { readonly key: string; readonly size: number }[];
  readonly layers: readonly {
    readonly model: string;
    readonly layer: string;
    readonly name: string;
    readonly count: number;
    readonly share: number;
  }[];
  readonly customers: number;
  readonly overlaps: readonly TemplateOverlap[];
  readonly jobs: readonly Job[];
  readonly plan: Plan;
}

/**
 * Number of customers that are both in a part of the template and in another segment or layer. A part is given as a
 * segment key or as `model.layer`.
 */
interface TemplateOverlap {
  readonly part: string;
  readonly other: string;
  readonly both: number;
  /** Share of the part's customers that are also in the other segment or layer. */
  readonly share: number;
}

const MAX_TEXTS = 100;
const MAX_COMPARED = 200;

/**
 * Fills in a template with the given parameters. Returns the number of the shop's customers in each of its layers and
 * segments. Installs the template unless this is a dry run.
 */
export async function installTemplate(
  services: Services,
  principal: Principal,
  templates: readonly Template[],
  input: InstallInput,
): Promise<Installed> {
  requireScope(principal, 'define');
  requireScope(principal, 'analytics:read');
  const template = templates.find((t) => t.key === input.key);
  if (!template) throw notFound('TEMPLATE_NOT_FOUND', 'the template');
  const room = await enter(services, principal.workspace);
  const everyMs = input.every === undefined || input.every === null ? undefined : parseDuration(input.every);
  if (typeof input.every === 'string' && (everyMs === undefined || everyMs < HOUR || everyMs > 366 * DAY))
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration from PT1H to P366D, such as P7D', 'input.every');
  if (everyMs !== undefined && !template.quantiles)
    throw invalid('TEMPLATE_NOT_SCHEDULABLE', 'this template has no bounds to recompute', 'input.every');
  const chosen = parameterValues(template, input, room.catalogue);
  const inputs = filledIn(
    template,
    input.language,
    new Map([...chosen, ...(await quantilesOf(services, room, template.quantiles ?? [], chosen))]),
  );
  const planned = plan(principal, room, inputs);
  const sizes = await measure(services, room, planned, comparedWith(principal, room, input, planned));
  const jobs: Job[] = [];
  const note = ({ job }: { readonly job?: Job }): void => void (job && jobs.push(job));
  if (!input.dryRun) {
    for (const t of inputs.tags)
      if (
        !isThere(
          room.catalogue.tag(t.key),
          planned.tags.find((d) => d.key === t.key)!,
        )
      )
        note(await defineTag(services, principal, t));
    for (const x of inputs.segments)
      note(await (room.catalogue.segmentDefinition(x.key) ? redefineSegment : defineSegment)(services, principal, x));
    for (const m of inputs.models) note(await defineLayerModel(services, principal, m));
    if (everyMs !== undefined)
      await services.stores.schedules.save({
        workspace: principal.workspace,
        template: template.key,
        language: input.language,
        parameters: [...(input.parameters ?? [])],
        everyMs,
        nextAt: room.now + everyMs,
      });
  }
  return { template, tags: inputs.tags.map((t) => t.key), ...sizes, jobs, plan: planned };
}

interface Inputs {
  readonly tags: readonly TagDefinitionInput[];
  readonly segments: readonly SegmentInput[];
  readonly models: readonly LayerModelInput[];
}

const refused = (reason: Extract<Reason, `TEMPLATE_PARAMETER_${string}`>, message: string): ServiceError =>
  new ServiceError(reason, message, 'input.parameters');

const textsOf = (value: string): string[] => value.split(',').map((text) => text.trim());

const isShortText = (text: string): boolean =>
  text !== '' && text.length <= 64 && text.isWellFormed() && !/\p{Cc}/u.test(text);

function checkParameter({ name, type }: Template['parameters'][number], value: string, catalogue: Catalogue): void {
  const texts = textsOf(value);
  const fits = {
    texts: () => texts.length <= MAX_TEXTS && texts.every(isShortText),
    number: () => /^\d{1,12}(\.\d{1,4})?$/.test(value),
    duration: () => /^(\d{1,6}(ms|[wdhms]))+$/.test(value),
    tag: () => catalogue.tag(value) !== undefined,
  };
  const faults = {
    texts: `the parameter ${name} is a list of at most ${MAX_TEXTS} texts, separated by commas`,
    number: `the parameter ${name} is a number`,
    duration: `the parameter ${name} is a duration`,
    tag: `tag ${value.slice(0, 64)} of the parameter ${name} does not exist`,
  };
  if (!fits[type]()) throw refused('TEMPLATE_PARAMETER_INVALID', faults[type]);
}

/** Returns the value of each parameter, which is the given value or the default. */
function parameterValues(template: Template, input: InstallInput, catalogue: Catalogue): Map<string, string> {
  const given = new Map((input.parameters ?? []).map((x) => [x.name, x.value]));
  if (given.size < (input.parameters ?? []).length)
    throw refused('TEMPLATE_PARAMETER_INVALID', 'a parameter is given twice; give each once');
  for (const name of given.keys())
    if (!template.parameters.some((x) => x.name === name))
      throw refused('TEMPLATE_PARAMETER_UNKNOWN', `this template has no parameter ${name.slice(0, 64)}`);
  return new Map(
    template.parameters.map((x): [string, string] => {
      const value = given.get(x.name) ?? x.default;
      if (value === undefined)
        throw refused(
          'TEMPLATE_PARAMETER_MISSING',
          `the parameter ${x.name} needs a value: ${x.label[input.language]}`,
        );
      checkParameter(x, value, catalogue);
      const texts = textsOf(value);
      // Quote the text for the segment language, and escape it for use in a JSON string.
      return [
        x.name,
        x.type === 'texts' ? JSON.stringify(texts.map((v) => JSON.stringify(v)).join(', ')).slice(1, -1) : value,
      ];
    }),
  );
}

const fillIn = <T>(v: T, values: ReadonlyMap<string, string>): T =>
  JSON.parse(JSON.stringify(v).replace(/\$\{(\w+)\}/g, (_all, name: string) => values.get(name)!)) as T;

/** Returns the template's definitions with the parameters filled in and labels in one language. */
function filledIn(template: Template, language: keyof Label, values: ReadonlyMap<string, string>): Inputs {
  const fill = <T>(v: T): T => fillIn(v, values);
  const name = ({ label }: { readonly label: Label }): { readonly name: string } => ({ name: label[language] });
  return {
    tags: fill(template.tags ?? []).map((t) => ({ ...t, ...name(t) })),
    segments: fill(template.segments ?? []).map((x) => ({ ...x, ...name(x) })),
    models: fill(template.models ?? []).map((m) => ({
      ...m,
      ...name(m),
      warnings: m.warnings?.map((w) => ({ ...w, ...(w.atLeast === undefined ? {} : { atLeast: Number(w.atLeast) }) })),
      layers: m.layers.map((l) => ({
        ...l,
        ...name(l),
        objective: l.objective?.[language],
        advice: l.advice?.[language],
      })),
    })),
  };
}

/** Computes all quantiles of the shop's customers in one pass. */
async function quantilesOf(
  s: Services,
  room: Room,
  quantiles: readonly Quantile[],
  parameters: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  if (quantiles.length === 0) return new Map();
  const metrics = quantiles.map((q) => {
    const checked = checkMetric(readMetric(fillIn(q.metric, parameters), 'input.parameters'), room.catalogue);
    if (!checked.metric) throw faulty(checked.faults, () => 'input.parameters');
    return checked.metric;
  });
  const values = quantiles.map((): number[] => []);
  const decimal = new Set<number>();
  for await (const view of populationViews(s, room)) {
    metrics.forEach((m, i) =>
      view.aggregate(m).forEach((v, k) => {
        if (!view.live[k]) return;
        // A decimal is a bigint that counts ten-thousandths. The conversion to a number is exact below 2^53.
        if (typeof v === 'bigint') decimal.add(i);
        const n = typeof v === 'bigint' || typeof v === 'number' ? Number(v) : 0;
        if (n > 0) values[i].push(quantiles[i].as === 'age' ? room.now - n : n);
      }),
    );
  }
  return new Map(
    quantiles.map((q, i) => {
      const sorted = values[i].sort((a, b) => a - b);
      const at =
        sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil((Math.round(q.share * 100) * sorted.length) / 100) - 1)];
      const number = decimal.has(i) ? formatDecimal(BigInt(at)) : String(at);
      return [q.name, q.as === 'age' ? printDuration(Math.max(SECOND, at + 1)) : number];
    }),
  );
}

export interface Plan {
  readonly catalogue: Catalogue;
  readonly tags: readonly TagDefinition[];
  readonly segments: readonly SegmentDefinition[];
  readonly models: readonly LayerModel[];
}

/** Returns the catalogue with the inputs applied. Each definition passes the same validation as when it is saved. */
function plan(p: Principal, { catalogue }: Room, inputs: Inputs): Plan {
  const tags: TagDefinition[] = [];
  const segments: SegmentDefinition[] = [];
  const models: LayerModel[] = [];
  const next = (): Catalogue => {
    const others = <T extends { readonly key: string }>(list: readonly T[], added: readonly T[]): T[] => [
      ...list.filter((x) => !added.some((a) => a.key === x.key)),
      ...added,
    ];
    return new Catalogue(
      catalogue.version,
      catalogue.setting,
      others(catalogue.allTags(), tags),
      others(catalogue.ownSegments(), segments),
      catalogue.allNamespaces(),
      others(catalogue.layerModels(), models),
    );
  };
  for (const t of inputs.tags) tags.push(parseDefinition(t, catalogue.tagInStore(t.key), next()));
  for (const x of inputs.segments)
    segments.push({
      key: x.key,
      name: x.name!,
      condition: readCondition(x, next(), `segments.${x.key}`, x.key),
      version: 1,
      publishedAt: 0,
      retired: false,
    });
  for (const m of inputs.models)
    models.push({ ...readModel(p, m, next()), version: 1, publishedAt: 0, retired: false });
  return { catalogue: next(), tags, segments, models };
}

/**
 * Returns the keys with which the template's parts are compared. These are the requested keys, or the layers of all
 * other models.
 */
function comparedWith(p: Principal, { catalogue }: Room, { overlapWith }: InstallInput, { models }: Plan): string[] {
  const layersOf = (m: LayerModel): string[] => m.layers.map((l) => layerKey(m.key, l.key));
  const keys = overlapWith
    ? overlapWith.flatMap((key, i) => {
        const model = catalogue.layerModel(key);
        if (model) return layersOf(model);
        if (!catalogue.segment(key))
          throw new ServiceError(
            'SEGMENT_NOT_FOUND',
            'no segment, layer or layer model has this key',
            `input.overlapWith[${i}]`,
          );
        return [key];
      })
    : catalogue
        .layerModels()
        .filter((m) => !models.some((own) => own.key === m.key))
        .flatMap(layersOf);
  for (const key of overlapWith ? keys : []) mustSee(p, key, catalogue);
  if (overlapWith && keys.length > MAX_COMPARED)
    throw limit('LIST_TOO_LONG', `at most ${MAX_COMPARED} segments and layers to compare with`, 'input.overlapWith');
  return keys.filter((key) => maySee(p, key, catalogue)).slice(0, MAX_COMPARED);
}

async function measure(
  s: Services,
  room: Room,
  { catalogue, segments, models }: Plan,
  others: readonly string[],
): Promise<Pick<Installed, 'segments' | 'layers' | 'customers' | 'overlaps'>> {
  const both = new Map<string, number>();
  const counts = new Map<string, number>();
  let customers = 0;
  const keys = [...segments.map((x) => x.key), ...models.flatMap((m) => m.layers.map((l) => layerKey(m.key, l.key)))];
  for await (const view of populationViews(s, room, catalogue)) {
    customers += countOf(view.live);
    const is = new Map<string, Verdicts>();
    for (const key of new Set([...keys, ...others])) is.set(key, await view.segment(key));
    for (const [i, part] of keys.entries()) {
      const own = is.get(part)!;
      counts.set(part, (counts.get(part) ?? 0) + countOf(own));
      // Each pair of parts of the template is counted only once. Layers of the same model exclude each other, so a pair
      // of such layers shares no customers and is not added.
      for (const other of [...keys.slice(i + 1), ...others]) {
        const n = countOf(is.get(other)!.map((v, k) => v & own[k]));
        if (n > 0) both.set(`${part} ${other}`, (both.get(`${part} ${other}`) ?? 0) + n);
      }
    }
  }
  return {
    customers,
    overlaps: [...both]
      .map(([pair, n]) => {
        const [part, other] = pair.split(' ');
        return { part, other, both: n, share: n / counts.get(part)! };
      })
      .sort((a, b) => ascending(a.part, b.part) || b.both - a.both),
    segments: segments.map((x) => ({ key: x.key, size: counts.get(x.key) ?? 0 })),
    layers: models.flatMap((m) =>
      m.layers.map((l) => {
        const count = counts.get(layerKey(m.key, l.key)) ?? 0;
        return { model: m.key, layer: l.key, name: l.name, count, share: customers === 0 ? 0 : count / customers };
      }),
    ),
  };
}

function isThere(before: TagDefinition | undefined, after: TagDefinition): boolean {
  const made = (d: TagDefinition): string =>
    JSON.stringify([d.kind, d.type, d.metric ?? null, d.derivation ?? null], (_k, v: unknown) =>
      typeof v === 'bigint' ? `${v}n` : v,
    );
  return before !== undefined && made(before) === made(after);
}
