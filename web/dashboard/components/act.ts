/** Shows feedback for actions that a user starts. */
import { App as AntApp } from 'antd';
import type { ApiError } from '../data/client.js';
import { useFault } from '../words/faults.js';

/**
 * Returns a function that awaits the work. If the work succeeds, the function calls `done` with the result and shows
 * the message `said`, if there is one. If the work fails, the function shows the error.
 */
export function useAct(): <Result>(work: Promise<Result>, done: (result: Result) => void, said?: string) => void {
  const say = useFault();
  const { message } = AntApp.useApp();
  const follow = async <Result>(
    work: Promise<Result>,
    done: (result: Result) => void,
    said?: string,
  ): Promise<void> => {
    let result: Result;
    try {
      result = await work;
    } catch (error) {
      void message.error(say(error as ApiError));
      return;
    }
    if (said !== undefined) void message.success(said);
    done(result);
  };
  return (work, done, said) => void follow(work, done, said);
}
