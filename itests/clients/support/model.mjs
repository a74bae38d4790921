// The test's hand on the scripted model: give it a script, open its gate, wait for a fact.
import { randomUUID } from 'node:crypto'

const mock = process.env.CLIENTS_MOCK

async function control(path, init) {
  const response = await fetch(`${mock}/control/scripts/${path}`, init)
  if (!response.ok) throw new Error(`mock control ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** Scripts the answers of one conversation; `input` begins it. */
export async function script(...steps) {
  const name = `s-${randomUUID().slice(0, 13)}`
  await control(name, { method: 'PUT', body: JSON.stringify({ steps }) })
  const prompt = `please [script:${name}]`
  return {
    name,
    prompt,
    input: { messages: [{ role: 'user', content: prompt }] },
    release: (permits = 1) => control(`${name}/release?permits=${permits}`, { method: 'POST' }),
    counts: () => control(name),
    async until(counter, value = 1, ms = 20_000) {
      const answer = await control(`${name}/await?counter=${counter}&value=${value}&ms=${ms}`)
      if (!answer.reached) throw new Error(`the model never saw ${counter}=${value}: ${JSON.stringify(answer)}`)
      return answer
    },
  }
}

/** A gate for the tool `gated`, called with `{key: name, label}`. */
export const gate = () => script()

export const say = (...chunks) => ({ chunks })
export const callTools = (...calls) => ({ toolCalls: calls.map(([name, args]) => ({ name, args })) })
