/** Writes the scores of models as tags. A job processes all customers. */
import { consentsAt } from '../../engine/facts/consent.js';
import { FactSet } from '../../engine/facts/facts.js';
import { CONSENT_TYPES, OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import type { ReceivedFact } from '../../engine/models/known-customers.js';
import type { ModelDefinition, ModelFit } from '../../engine/models/model-definition.js';
import { scoresOf, type Scores, type ScoreQuestion } from '../../engine/models/scores.js';
import { rulingWrite } from '../../engine/tags/tags.js';
import { choicesOf } from '../analyses/questions.js';
import { requireScope, type Principal } from '../base/access.js';
import { conflict } from '../base/errors.js';
import type { Origin, TagIntake } from '../base/write-intakes.js';
import type { Job, RootFacts } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { MODELS_DEFINE, neededModel } from './model-definitions.js';
import { changeSchedule, inModelTurn, knownPages, modelOfJob, startModelJob, typesOfOrders } from './model-jobs.js';
import { PROFILING } from './profiling-consent.js';

/**
 * Starts a job that writes the scores of a model. If such a job is already running, returns that job.
 *
 * @throws CONFLICT if no version of the model may be used under its present definition.
 */
export function scoreModel(services: Services, principal: Principal, key: string): Promise<Job> {
  requireScope(principal, MODELS_DEFINE);
  const prepare = async (workspace: string): Promise<Pick<Job, 'modelVersion'>> => {
    const { learnedFrom } = await neededModel(services, workspace, key);
    const usable = await services.stores.models.usableVersion(workspace, key, learnedFrom);
    if (!usable)
      throw conflict('MODEL_NOT_TRAINED', 'no version of the model may be used under its present definition', 'key');
    return { modelVersion: usable.version };
  };
  return startModelJob(services, principal, {
    ...{ operation: 'scoreModel', kind: 'SCORING', key },
    ...{ prepare, run: runScoring },
  });
}

/**
 * Runs or resumes a scoring. The same version and cutoff time always produce the same tag writes, so that a resumed job
 * writes nothing twice. A job whose model was retired or changed in the meantime is cancelled.
 */
export const runScoring = (services: Services, job: Job): Promise<void> =>
  inModelTurn(services, job, () => score(services, job));

async function score(services: Services, job: Job): Promise<void> {
  const { jobs, models } = services.stores;
  const model = await modelOfJob(services, job);
  const version = model && (await models.version(job.workspace, model.key, job.modelVersion!));
  const isUsable = model && version?.fit && version.definition === model.learnedFrom;
  const customers = isUsable ? await writeScores(services, job, model, version.fit) : undefined;
  if (customers === undefined)
    return void (await jobs.finish(job.workspace, job.id, 'CANCELLED', services.stores.now()));
  const scored = { version: job.modelVersion!, cut: job.cut!, customers };
  await changeSchedule(services, job.workspace, model!.key, (schedule) => Promise.resolve({ ...schedule, scored }));
  await jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

/**
 * Writes the scores of all customers. Returns the number of customers with a score, or undefined if the job was
 * cancelled.
 */
async function writeScores(
  services: Services,
  job: Job,
  model: ModelDefinition,
  fit: ModelFit,
): Promise<number | undefined> {
  const orders = choicesOf(model.orders, await enter(services, job.workspace), 'orders');
  const question: ScoreQuestion = { fit, orders, cut: job.cut!, horizonMs: model.horizonMs ?? 0 };
  const origin: Origin = { actor: OWN_SOURCE, operation: 'scoreModel' };
  const types = [...typesOfOrders(orders), ...CONSENT_TYPES];
  const slices = new Slices(services);
  let [done, scored] = [0, 0];
  for await (const { roots, known, facts } of knownPages(services, job.workspace, types, job.cut!)) {
    const room = await enter(services, job.workspace);
    const scoresAt = scoresOf(question, { part: known.part, setting: room.catalogue.setting, now: job.cut! });
    const writes: TagIntake[] = [];
    for (const [i, root] of roots.entries()) {
      if (slices.isOver()) await slices.next();
      const scores = refuses(facts.get(root.id)!, room) ? undefined : scoresAt(i);
      if (scores) scored++;
      writes.push(...writesOf({ job, model, room, origin }, root, scores));
    }
    await services.writer.check(job.workspace, writes);
    done += roots.length;
    if (!(await services.stores.jobs.progress(job.workspace, job.id, Math.min(done, job.total)))) return undefined;
  }
  return scored;
}

/** Whether a customer has withdrawn the consent to be profiled. All consent statements received so far count. */
function refuses(facts: readonly ReceivedFact[], { catalogue, now }: Room): boolean {
  const statements = facts.flatMap(({ event }) => (CONSENT_TYPES.includes(event.type) ? [event] : []));
  if (statements.length === 0) return false;
  const own = consentsAt(FactSet.of(statements), catalogue.setting, now).filter(({ purpose }) => purpose === PROFILING);
  return own.length > 0 && !own.some(({ given }) => given);
}

interface Scoring {
  readonly job: Job;
  readonly model: ModelDefinition;
  readonly room: Room;
  readonly origin: Origin;
}

/**
 * Returns the tag writes of one customer. A score that the customer no longer has is cleared. A value from another
 * source is not cleared.
 */
function writesOf(
  { job, model, room, origin }: Scoring,
  { id, tags }: RootFacts,
  scores: Scores | undefined,
): TagIntake[] {
  return model.tags.flatMap(({ score, tag }): TagIntake[] => {
    const value = scores?.get(score);
    const definition = room.catalogue.tag(tag);
    if (!definition) return [];
    const before = rulingWrite(definition, tags.get(tag)?.writes ?? [], room.now);
    const hasScore = before?.source === OWN_SOURCE && before.value !== undefined;
    if (value === undefined && !hasScore) return [];
    return [
      {
        kind: 'tag',
        origin,
        target: { profile: id },
        tag,
        source: OWN_SOURCE,
        at: job.cut!,
        sequence: job.modelVersion!,
        ...(value === undefined ? {} : { value }),
      },
    ];
  });
}
