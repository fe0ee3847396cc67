/** Writes the scores of models as tags, in a job that goes through all customers. */
import { consentsAt } from '../../engine/facts/consent.js';
import { FactSet } from '../../engine/facts/facts.js';
import { CONSENT_TYPES, OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import type { ReceivedFact } from '../../engine/models/known-customers.js';
import { usableVersion, type ModelDefinition, type ModelFit } from '../../engine/models/model-definition.js';
import { scoresOf, type Scores, type ScoreQuestion } from '../../engine/models/scores.js';
import { rulingWrite } from '../../engine/tags/tags.js';
import { choicesOf } from '../analyses/questions.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/changes.js';
import { conflict } from '../base/errors.js';
import type { Origin, TagIntake } from '../base/intake.js';
import { inBackground } from '../base/jobs.js';
import type { Job, RootFacts, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { MODELS_DEFINE, neededModel } from './definitions.js';
import { changeSchedule, knownPages, modelJob, modelOfJob, runningJob, typesOfOrders } from './model-jobs.js';
import { PROFILING } from './profiling.js';

/**
 * Starts to write the scores of a model. If scores are being written, returns the running job.
 *
 * @throws CONFLICT if no version of the model may be used under its present definition.
 */
export async function scoreModel(services: Services, principal: Principal, key: string): Promise<Job> {
  requireScope(principal, MODELS_DEFINE);
  const running = await runningJob(services, principal.workspace, 'SCORING', key);
  if (running) return running;
  const job = await change(services, principal, 'scoreModel', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const model = await neededModel(services, workspace.id, key);
    const usable = usableVersion(model, await services.stores.models.versions(workspace.id, key));
    if (!usable)
      throw conflict('MODEL_NOT_TRAINED', 'no version of the model may be used under its present definition', 'key');
    const started = await modelJob(services, workspace.id, {
      kind: 'SCORING',
      key,
      cut: now,
      modelVersion: usable.version,
    });
    const save = async (tx: Tx): Promise<Job> => {
      await services.stores.jobs.insert(started, tx);
      return started;
    };
    return { target: key, at: now, save };
  });
  void inBackground(services, job, runScoring).catch(() => undefined);
  return job;
}

/**
 * Runs or resumes a scoring. The same version and cut give the same tag writes, so that a job that is resumed writes
 * nothing twice. A job whose model was retired or changed in the meantime is cancelled.
 */
export async function runScoring(services: Services, job: Job): Promise<void> {
  const { jobs, models } = services.stores;
  const model = await modelOfJob(services, job);
  const versions = model ? await models.versions(job.workspace, model.key) : [];
  const version = versions.find((each) => each.version === job.modelVersion);
  const isUsable = model && version?.fit && version.definition === model.learnedFrom;
  const customers = isUsable ? await writeScores(services, job, model, version.fit) : undefined;
  if (customers === undefined)
    return void (await jobs.finish(job.workspace, job.id, 'CANCELLED', services.stores.now()));
  const scored = { version: job.modelVersion!, cut: job.cut!, customers };
  await changeSchedule(services, job.workspace, model!.key, (schedule) => Promise.resolve({ ...schedule, scored }));
  await jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

/** Writes the scores of all customers. Returns how many have a score, or undefined if the job was cancelled. */
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

/** Whether a customer has withdrawn the consent to be profiled. All statements that were received by now count. */
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

/** Returns the tag writes of one customer. A score that the customer no longer has is cleared. */
function writesOf(
  { job, model, room, origin }: Scoring,
  { id, tags }: RootFacts,
  scores: Scores | undefined,
): TagIntake[] {
  return model.tags.flatMap(({ score, tag }): TagIntake[] => {
    const value = scores?.get(score);
    const definition = room.catalogue.tag(tag);
    if (!definition) return [];
    const before = rulingWrite(definition, tags.get(tag)?.writes ?? [], room.now)?.value;
    if (value === undefined && before === undefined) return [];
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
