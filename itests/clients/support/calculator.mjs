// What the SDKs' own loops call, and what it answers.
export const parameters = {
  type: 'object',
  properties: { expression: { type: 'string' } },
  required: ['expression'],
  additionalProperties: false,
}

/** A calculator that remembers what it was asked. */
export function calculator(answer = '5') {
  const asked = []
  return { asked, run: args => (asked.push(args), answer) }
}
