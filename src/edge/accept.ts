/** The header Accept, as far as answers depend on it. */

/** Media types that an Accept header names, in lower case. Source: RFC 9110, 12.5.1; a weight of 0 means "not". */
function acceptedTypes(header: string | undefined): readonly string[] {
  return (header ?? '').split(',').flatMap((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
    return type === '' || (weight !== undefined && !(Number(weight) > 0)) ? [] : [type];
  });
}

export const takesGraphqlResponse = (header: string | undefined): boolean =>
  acceptedTypes(header).includes('application/graphql-response+json');

/** Whether a request may be answered by an event stream; `only`: by nothing else. */
export function takesEventStream(header: string | undefined): 'no' | 'also' | 'only' {
  const types = acceptedTypes(header);
  if (!types.includes('text/event-stream')) return 'no';
  return types.every((type) => type === 'text/event-stream') ? 'only' : 'also';
}
