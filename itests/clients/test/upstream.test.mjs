// The provider `openai` in front of servers of other makes.
import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { describe } from 'node:test'
import { agent } from '../support/demijohn.mjs'
import { collect, dataOf, hasText, nextOf, texts } from '../support/events.mjs'
import { freshAgent, freshModel } from '../support/fresh.mjs'
import { last } from '../support/messages.mjs'
import { say, script } from '../support/model.mjs'
import { sdks } from '../support/sdks.mjs'
import { it } from '../support/test.mjs'

const client = sdks[0].client()
const thread = async () => (await client.threads.create()).thread_id
const user = content => ({ messages: [{ role: 'user', content }] })

describe('a server of another make', () => {
  const other = process.env.CLIENTS_AIMOCK_AGENT

  it('answers', async () => {
    const values = await client.runs.wait(await thread(), other, { input: user('weather') })
    assert.equal(last(values).content, 'The weather is fine and the sum is right.')
  })

  it('streams', async () => {
    const events = await collect(client.runs.stream(await thread(), other, { input: user('weather'), streamMode: 'messages-tuple' }))
    assert.ok(events.filter(hasText).length > 3)
    assert.deepEqual([...texts(events).values()], ['The weather is fine and the sum is right.'])
  })

  it('calls tools', async () => {
    const values = await client.runs.wait(await thread(), other, { input: user('the sum please') })
    assert.deepEqual(values.messages.map(m => m.type), ['human', 'ai', 'tool', 'ai'])
    assert.equal(values.messages[2].content, '42')
    assert.equal(last(values).content, 'The answer is in the tool result.')
  })
})

describe('the scripted server', () => {
  it('gets the upstream’s model name and the secret, and is asked for usage', async () => {
    const model = await script(say('one ', 'two'))
    const values = await client.runs.wait(await thread(), agent, { input: model.input })
    const { input_tokens: input, output_tokens: output, total_tokens: total } = last(values).usage_metadata
    assert.deepEqual([input, output, total], [11, 2, 13])
    const [{ request, authorization }] = (await model.counts()).calls
    assert.equal(request.model, 'mock')
    assert.equal(authorization, `Bearer ${process.env.CLIENTS_SECRET}`)
    assert.equal(request.messages[0].role, 'system')
  })

  it('that hangs is let go when the run is cancelled', async () => {
    const id = await thread()
    const model = await script({ fault: { kind: 'hang' } })
    const run = await client.runs.create(id, agent, { input: model.input })
    await model.until('requests')
    await client.runs.cancel(id, run.run_id, true)
    await model.until('cancelled', 1, 5_000)
  })

  it('that fails once before the first token is asked again', async test => {
    for (const fault of [
      { kind: 'status', status: 503, times: 1 },
      { kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1 },
      { kind: 'cut', times: 1 },
    ]) {
      const model = await script({ ...say('at ', 'last'), fault })
      const values = await client.runs.wait(await thread(), await freshAgent(test), { input: model.input })
      assert.equal(last(values).content, 'at last', JSON.stringify(fault))
      assert.equal((await model.counts()).requests, 2)
    }
  })

  it('that fails after it is asked anew, as another message: nothing cut off is continued', async test => {
    const model = await script({ ...say('half ', 'an ', 'answer'), fault: { kind: 'cut', after: 1, times: 1 } })
    const id = await thread()
    const events = await collect(client.runs.stream(id, await freshAgent(test), { input: model.input, streamMode: 'messages-tuple' }))
    assert.deepEqual([...texts(events).values()], ['half ', 'half an answer'])
    const { messages } = (await client.threads.getState(id)).values
    assert.deepEqual(messages.map(m => m.type), ['human', 'ai'])
    assert.equal(messages[1].id, [...texts(events).keys()][1])
    assert.equal((await model.counts()).requests, 2)
  })

  it('that always fails after it ends the run with an error', async test => {
    const model = await script({ ...say('half ', 'an ', 'answer'), fault: { kind: 'cut', after: 1 } })
    const events = await collect(client.runs.stream(await thread(), await freshAgent(test), { input: model.input, streamMode: 'messages-tuple' }))
    assert.equal(events.at(-1).event, 'error')
    assert.ok([...texts(events).values()].every(text => text === 'half '))
  })

  it('serves many runs at once, each its own answer', async () => {
    const runs = Array.from({ length: 20 }, async (_, n) => {
      const model = await script({ ...say(`answer `, `${n}`), holdAt: 1 })
      const streamed = client.runs.stream(await thread(), agent, { input: model.input, streamMode: ['messages-tuple', 'values'] })
      const iterator = streamed[Symbol.asyncIterator]()
      await nextOf(iterator, hasText)
      await model.release()
      const rest = await collect({ [Symbol.asyncIterator]: () => iterator })
      return last(dataOf(rest, 'values').at(-1)).content
    })
    assert.deepEqual(await Promise.all(runs), runs.map((_, n) => `answer ${n}`))
  })
})

describe('a model’s configuration file', () => {
  it('dropped in brings the model, removed takes that one only', async test => {
    const [first, second] = [await freshModel(test), await freshModel(test)]
    await rm(first.file)
    await first.gone()
    assert.ok((await second.listed()).includes(second.name))
    await rm(second.file)
    await second.gone()
  })
})
