/** Prevents jobs from finishing, so that a test can inspect how they are displayed. */
import { eventually, type TestServer } from './server.js';

/** Waits until no job is running. After that no job finishes until the returned function is called. */
export async function holdJobs(server: TestServer): Promise<() => void> {
  const { jobs } = server.running.services.stores;
  await eventually(async () => (await jobs.running()).length === 0, 'no job of before');
  const finish = jobs.finish.bind(jobs);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  jobs.finish = async (...given) => {
    if (given[2] === 'DONE') await held;
    return finish(...given);
  };
  return () => {
    jobs.finish = finish;
    release();
  };
}
