// What a state's messages look like to a test.
export const kinds = values => values.messages.map(message => message.type)
export const contents = values => values.messages.map(message => message.content)
export const last = values => values.messages.at(-1)
