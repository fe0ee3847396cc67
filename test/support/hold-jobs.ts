/** Jobs that are kept from getting done, so that what is shown of them stays to be looked at. */
import { eventually, type TestServer } from './server.js';

/** Waits for those that run; from then on no job gets done, until what is answered is called. */
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
