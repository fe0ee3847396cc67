/** Contains the function that runs or resumes each kind of job, for example after a restart. */
import type { JobKind } from '../base/job-kinds.js';
import type { Job } from '../base/ports.js';
import { watchSampleData } from '../base/sample-data-job.js';
import type { Services } from '../base/services.js';
import { runImport } from '../imports/import-job.js';
import { runItemJob } from '../items/item-jobs.js';
import { runListJob } from '../lists/list-jobs.js';
import { runScoring } from '../models/scoring.js';
import { runTraining } from '../models/training.js';
import { runErasure } from '../privacy/privacy.js';
import { runRetention } from '../privacy/event-retention.js';
import { runBackfill } from '../publication/backfill.js';
import { runRegrouping } from '../publication/regrouping.js';
import { runRemoval } from '../sources/removal.js';
import { runSchedule } from './schedules.js';

export const JOB_RUNS: Readonly<Record<JobKind, (services: Services, job: Job) => Promise<void>>> = {
  BACKFILL: runBackfill,
  CATALOGUE: runItemJob,
  ERASURE: runErasure,
  IMPORT: runImport,
  LIST: runListJob,
  REGROUP: runRegrouping,
  REMOVAL: runRemoval,
  RETENTION: runRetention,
  SAMPLE_DATA: watchSampleData,
  SCORING: runScoring,
  TEMPLATE: runSchedule,
  TRAINING: runTraining,
};
