/** Lists hostile operations on strategies. `cases.ts` says what the members mean. */
import type { Case } from './case.js';

export const STRATEGIES: readonly Case[] = [
  {
    name: 'a strategy for a layer that has no name of one',
    query: 'mutation{defineStrategy(input:{key:"h",objective:RETAIN,layers:["a.b.c"]}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'STRATEGY_LAYER_INVALID',
    path: 'input.layers[0]',
  },
  {
    name: 'a strategy that does not exist, retired',
    query: 'mutation{retireStrategy(key:"h"){key}}',
    code: 'NOT_FOUND',
    reason: 'STRATEGY_NOT_FOUND',
    path: 'key',
  },
  {
    name: 'a campaign that tries a strategy that does not exist',
    query:
      'mutation{defineCampaign(input:{key:"h",strategy:"none",audience:"nobody",channels:[{channel:"sms",endpoint:"h",body:"x"}]}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'STRATEGY_UNKNOWN',
    path: 'input.strategy',
  },
  {
    name: 'a result by hand that does not exist, removed',
    query: 'mutation{removeStrategyResult(key:"hand:none")}',
    code: 'NOT_FOUND',
    reason: 'STRATEGY_RESULT_NOT_FOUND',
    path: 'key',
  },
  {
    name: 'knowledge of a layer that does not exist',
    query: '{strategyKnowledge(input:{layer:"a.b",objective:RETAIN}){strategy{key}}}',
    code: 'NOT_FOUND',
    reason: 'LAYER_NOT_FOUND',
    path: 'input.layer',
  },
];
