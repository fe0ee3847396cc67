/** Shows the success or failure of actions that a user starts. */
import { App as AntApp } from 'antd';
import type { ApiError } from '../data/client.js';
import { useFault } from '../words/use-faults.js';

/**
 * Returns a function that awaits some work. After a success, the function calls `done` with the result and shows the
 * message `said`, if there is one. After a failure, it shows the error.
 */
export function useActionFeedback(): <Result>(
  work: Promise<Result>,
  done: (result: Result) => void,
  said?: string,
) => void {
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
