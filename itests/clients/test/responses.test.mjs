// The official OpenAI SDK's responses and conversations in front of two providers.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { parameters } from '../support/calculator.mjs'
import { base, eventually, key, models, providers } from '../support/demijohn.mjs'
import { freshModel } from '../support/fresh.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { it } from '../support/test.mjs'

const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0 })
const { responses, conversations } = client
const calculator = { type: 'function', name: 'calculator', description: 'Adds and multiplies', parameters, strict: true }

async function read(stream) {
  const events = []
  for await (const event of stream) events.push(event)
  return events
}

const types = events => events.map(event => event.type)
const numbers = events => events.map(event => event.sequence_number)
const upTo = count => Array.from({ length: count }, (_, i) => i)
const ended = id => eventually(() => responses.retrieve(id), now => !['queued', 'in_progress'].includes(now.status), 20_000)

for (const name of providers) {
  const ask = (model, extra) => responses.create({ model: name, input: model.prompt, ...extra })

  describe(`openai SDK, responses in front of ${name.replace(/-.*/, '')}`, () => {
    it('answers, and gives the same when it is asked for again', async () => {
      const model = await script(say('It ', 'is ', 'so.'))
      const answer = await ask(model, { instructions: 'Be short.', temperature: 0.5, metadata: { a: 'b' } })
      assert.equal(answer.output_text, 'It is so.')
      assert.deepEqual([answer.status, answer.usage.input_tokens, answer.usage.output_tokens, answer.usage.total_tokens], ['completed', 11, 3, 14])
      assert.deepEqual(await responses.retrieve(answer.id), answer)
      const items = await responses.inputItems.list(answer.id)
      assert.equal(items.data[0].content[0].text, model.prompt)
      const [{ request }] = (await model.counts()).calls
      assert.equal(request.temperature, 0.5)
      assert.match(JSON.stringify(request), /Be short\./)
      assert.deepEqual(await responses.delete(answer.id).then(() => responses.retrieve(answer.id)).catch(error => error.status), 404)
    })

    it('streams every event in order', async () => {
      const model = await script({ ...say('let ', 'me '), ...callTools(['calculator', { expression: '2+3' }]) })
      const events = await read(await ask(model, { stream: true, tools: [calculator] }))
      assert.deepEqual(numbers(events), upTo(events.length))
      const once = types(events).filter((type, i, all) => type !== all[i - 1])
      assert.deepEqual(once, [
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.output_item.added',
        'response.function_call_arguments.delta',
        'response.function_call_arguments.done',
        'response.output_item.done',
        'response.completed',
      ])
      const { response } = events.at(-1)
      assert.deepEqual(JSON.parse(response.output[1].arguments), { expression: '2+3' })
      const stored = await responses.retrieve(response.id)
      assert.deepEqual(stored.output, response.output)
    })

    it('the SDK’s own stream adds up, and tools go round by previous_response_id', async () => {
      const model = await script(callTools(['calculator', { expression: '2+3' }]), say('fi', 've'))
      const first = await responses.stream({ model: name, input: model.prompt, tools: [calculator] }).finalResponse()
      const [call] = first.output
      assert.deepEqual([call.type, call.name], ['function_call', 'calculator'])
      const output = { type: 'function_call_output', call_id: call.call_id, output: '5' }
      const second = await responses.create({ model: name, previous_response_id: first.id, input: [output], tools: [calculator] })
      assert.equal(second.output_text, 'five')
      const { request } = (await model.counts()).calls[1]
      assert.match(JSON.stringify(request.messages), /"5"/)
      const sent = await responses.create({ model: name, input: [{ role: 'user', content: model.prompt }, ...first.output, output], tools: [calculator] })
      assert.equal(sent.output_text, 'five')
    })

    it('structured output', async () => {
      const model = await script({ text: '{"city":"Bonn"}' })
      const answer = await responses.parse({ model: name, input: model.prompt, text: { format: zodTextFormat(z.object({ city: z.string() }), 'place') } })
      assert.deepEqual(answer.output_parsed, { city: 'Bonn' })
      const [{ request }] = (await model.counts()).calls
      assert.match(JSON.stringify(request.response_format ?? request.output_config), /"city"/)
    })

    it('in the background: goes on without a reader, resumes after any event, is there at the end', async () => {
      const model = await script({ ...say('one ', 'two ', 'three'), holdAt: 2 })
      const reader = await ask(model, { background: true, stream: true })
      const seen = []
      for await (const event of reader) {
        seen.push(event)
        if (event.type === 'response.output_text.delta' && seen.filter(e => e.type === event.type).length === 2) break
      }
      const { id } = seen[0].response
      assert.equal((await responses.retrieve(id)).status, 'in_progress')
      const rest = read(await responses.retrieve(id, { stream: true, starting_after: seen.at(-1).sequence_number }))
      await model.release()
      const all = [...seen, ...(await rest)]
      assert.deepEqual(numbers(all), upTo(all.length))
      assert.equal(all.at(-1).type, 'response.completed')
      assert.deepEqual(await read(await responses.retrieve(id, { stream: true, starting_after: -1 + 3 })), all.slice(3))
      assert.equal((await responses.retrieve(id)).output_text, 'one two three')
      assert.equal((await model.counts()).cancelled, 0)
    })

    it('in the background: is cancelled once and for all', async () => {
      const model = await script({ ...say('one ', 'two'), holdAt: 1 })
      const { id, status } = await ask(model, { background: true })
      assert.equal(status, 'queued')
      await model.until('holding')
      for (let i = 0; i < 2; i++) assert.equal((await responses.cancel(id)).status, 'cancelled')
      await model.until('cancelled', 1, 5_000)
      assert.equal((await responses.retrieve(id)).status, 'cancelled')
    })

    it('a conversation has its turns', async () => {
      const model = await script(say('one'), say('two'))
      const conversation = await conversations.create({ metadata: { topic: 'sums' } })
      await ask(model, { conversation: conversation.id })
      const second = await responses.create({ model: name, conversation: conversation.id, input: 'and then?' })
      assert.equal(second.output_text, 'two')
      assert.equal(second.conversation.id, conversation.id)
      const items = []
      for await (const item of conversations.items.list(conversation.id, { order: 'asc', limit: 3 })) items.push(item)
      assert.deepEqual(items.map(item => item.content[0].text), [model.prompt, 'one', 'and then?', 'two'])
      assert.deepEqual((await conversations.update(conversation.id, { metadata: { topic: 'more' } })).metadata, { topic: 'more' })
      assert.equal((await conversations.delete(conversation.id)).deleted, true)
      await assert.rejects(conversations.retrieve(conversation.id), OpenAI.NotFoundError)
    })

    it('hanging up ends a foreground stream', async () => {
      const model = await script({ ...say('a ', 'b'), holdAt: 1 })
      for await (const event of await ask(model, { stream: true })) if (event.type === 'response.output_text.delta') break
      await model.until('cancelled', 1, 5_000)
    })
  })
}

describe('openai SDK, conversations', () => {
  it('items come and go', async () => {
    const message = content => ({ type: 'message', role: 'user', content })
    const { id } = await conversations.create({ items: [message('a')] })
    const { data: added } = await conversations.items.create(id, { items: [message('b'), message('c')] })
    assert.equal((await conversations.items.retrieve(added[0].id, { conversation_id: id })).content[0].text, 'b')
    await conversations.items.delete(added[0].id, { conversation_id: id })
    const left = await conversations.items.list(id, { order: 'asc' })
    assert.deepEqual(left.data.map(item => item.content[0].text), ['a', 'c'])
  })

  it('a busy one is locked, and the SDK waits for it', async () => {
    const model = await script({ ...say('one'), holdAt: 0 }, say('two'))
    const { id } = await conversations.create()
    const first = responses.create({ model: models.scripted, conversation: id, input: model.prompt })
    await model.until('holding')
    const second = { model: models.scripted, conversation: id, input: 'next' }
    await assert.rejects(responses.create(second), error => error.status === 409 && error.code === 'conversation_locked')
    const patient = client.withOptions({ maxRetries: 5 }).responses.create(second)
    await model.release('all')
    await first
    assert.equal((await patient).output_text, 'two')
  })
})

describe('openai SDK, responses: counts and errors', () => {
  it('counts input tokens', async () => {
    const { input_tokens: count } = await responses.inputTokens.count({ model: models.scripted, input: 'hello' })
    assert.ok(count > 0)
  })

  it('says what is wrong', async () => {
    const wrong = [
      { input: 5 },
      { input: 'x', tools: [{ type: 'web_search' }] },
      { input: 'x', include: ['everything'] },
      { input: 'x', background: true, store: false },
      { input: [{ type: 'function_call_output', call_id: 'nobody', output: 'x' }] },
    ]
    for (const body of wrong)
      await assert.rejects(responses.create({ model: models.scripted, ...body }), error => error instanceof OpenAI.BadRequestError && error.param !== null)
    await assert.rejects(responses.create({ model: models.scripted, input: 'x', previous_response_id: 'resp_nobody' }), { code: 'previous_response_not_found' })
    await assert.rejects(responses.create({ model: 'no-such-model', input: 'x' }), { status: 404, code: 'model_not_found' })
    const foreground = await responses.create({ model: models.scripted, input: 'hello' })
    await assert.rejects(responses.cancel(foreground.id), OpenAI.BadRequestError)
  })

  it('store: false is not there later', async () => {
    const answer = await responses.create({ model: models.scripted, input: 'hello', store: false })
    await assert.rejects(responses.retrieve(answer.id), OpenAI.NotFoundError)
  })

  it('a failure before the first event is an error, one after it an event that stays', async test => {
    const { name } = await freshModel(test)
    const broken = await script({ fault: { kind: 'status', status: 500 } })
    await assert.rejects(responses.create({ model: name, input: broken.prompt, stream: true }), error => error.status >= 500)
    const { name: other } = await freshModel(test)
    const model = await script({ ...say('a ', 'b ', 'c'), fault: { kind: 'cut', after: 2 } })
    const events = await read(await responses.create({ model: other, input: model.prompt, stream: true }))
    assert.equal(events.at(-1).type, 'response.failed')
    const kept = await responses.retrieve(events[0].response.id)
    assert.equal(kept.status, 'failed')
    assert.deepEqual(kept.error, events.at(-1).response.error)
    const { id } = await responses.create({ model: other, input: model.prompt, background: true })
    assert.equal((await ended(id)).status, 'failed')
  })

  it('a prompt of 300 KB, and 40 calls at once', async () => {
    const calls = Array.from({ length: 40 }, (_, i) => responses.create({ model: models.scripted, input: `n ${i}` }))
    assert.deepEqual((await Promise.all(calls)).map(answer => answer.output_text), calls.map((_, i) => `You said: n ${i}`))
    const long = 'x'.repeat(300_000)
    assert.equal((await responses.create({ model: models.scripted, input: long })).output_text, `You said: ${long}`)
  })
})
