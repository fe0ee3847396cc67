/** JSON schema of provider definitions. */
import type { Schema } from '../../mapping/schema.js';

const text = (description?: string): Schema => ({ type: 'string', ...(description ? { description } : {}) });
const texts = (description: string): Schema => ({ type: 'array', items: text(), description });
const record = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  description: string,
): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
  description,
});
const named = (description: string): Schema => ({ type: 'object', additionalProperties: text(), description });

const request = record(
  {
    method: { type: 'string', enum: ['GET', 'POST', 'PUT'], description: 'Method of the request.' },
    path: { type: 'string', minLength: 1, description: 'Path and query, as a template; values are encoded.' },
    headers: named('Headers, as templates.'),
    json: { description: 'JSON body; its texts are templates.' },
    form: named('Fields of a form body, as templates.'),
  },
  ['method', 'path'],
  'an HTTP request',
);

const tests = (description: string): Schema => ({
  type: 'array',
  minItems: 1,
  maxItems: 20,
  description,
  items: {
    type: 'object',
    minProperties: 1,
    additionalProperties: { description: 'a text or a list of texts', anyOf: [text(), { ...texts(''), minItems: 1 }] },
  },
});

/** JSON schema of a provider definition. */
export const PROVIDER_SCHEMA: Schema = {
  title: 'Channel provider of Strata',
  ...record(
    {
      settings: texts('Names of the values that an endpoint gives.'),
      credentials: texts('Names of the secrets that an endpoint gives.'),
      token: record(
        {
          request,
          read: text('Path of the token in the response.'),
          lifetime: text('Path of the number of seconds for which it is valid.'),
        },
        ['request', 'read', 'lifetime'],
        'How an access token is fetched.',
      ),
      request,
      response: record(
        {
          sent: tests('The message was taken.'),
          refused: tests('It was refused for good.'),
          later: tests('It was certainly not taken, and may be sent again later.'),
          tokenExpired: tests('The access token is no longer valid.'),
          messageId: text("Path of the provider's id of the message."),
        },
        ['sent'],
        'What an response means.',
      ),
    },
    ['request', 'response'],
    'a provider',
  ),
};
