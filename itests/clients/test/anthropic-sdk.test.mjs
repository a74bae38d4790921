// The official Anthropic SDK in front of two providers: OpenAI's dialect behind it, and its own.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema'
import { calculator, parameters } from '../support/calculator.mjs'
import { base, key, models, providers } from '../support/demijohn.mjs'
import { freshModel } from '../support/fresh.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { it } from '../support/test.mjs'

const anthropic = (options = {}) => new Anthropic({ baseURL: base, apiKey: key, maxRetries: 0, ...options })
const client = anthropic()
const user = content => [{ role: 'user', content }]
const dialects = ['openai', 'anthropic']
const tools = [{ name: 'calculator', description: 'Adds and multiplies', input_schema: parameters }]

async function read(stream) {
  const events = []
  for await (const event of stream) events.push(event)
  return events
}

const textOf = events => events.map(event => (event.delta?.type === 'text_delta' ? event.delta.text : '')).join('')

for (const name of providers) {
  const params = (model, extra) => ({ model: name, max_tokens: 99, messages: user(model.prompt), ...extra })

  describe(`Anthropic SDK in front of ${name.replace(/-.*/, '')}`, () => {
    it('carries the request to the model and the answer back', async () => {
      const model = await script(say('It ', 'is ', 'so.'))
      const { data: answer, request_id: id } = await client.messages
        .create(params(model, { system: [{ type: 'text', text: 'Be short.' }], temperature: 0.5, stop_sequences: ['END'] }))
        .withResponse()
      assert.deepEqual([answer.type, answer.role, answer.content[0].text], ['message', 'assistant', 'It is so.'])
      assert.deepEqual([answer.stop_reason, answer.usage.input_tokens, answer.usage.output_tokens], ['end_turn', 11, 3])
      assert.match(id, /\S/)
      const [{ request }] = (await model.counts()).calls
      assert.equal(request.model, 'mock')
      assert.equal(request.temperature, 0.5)
      assert.match(JSON.stringify(request), /Be short\..*/)
      assert.deepEqual(request.stop_sequences ?? request.stop, ['END'])
    })

    it('streams tokens one by one, the first before the model has the rest', async () => {
      const model = await script({ ...say('one ', 'two ', 'three'), holdAt: 1 })
      const stream = await client.messages.create(params(model, { stream: true }))
      const iterator = stream[Symbol.asyncIterator]()
      const seen = []
      while (textOf(seen) !== 'one ') seen.push((await iterator.next()).value)
      assert.equal((await model.counts()).completed, 0)
      await model.release()
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) seen.push(next.value)
      assert.equal(textOf(seen), 'one two three')
      assert.equal(seen[0].type, 'message_start')
      assert.deepEqual(seen.slice(-2).map(event => event.type), ['message_delta', 'message_stop'])
      assert.equal(seen.at(-2).usage.output_tokens, 3)
    })

    it('a stream adds up to the message that is not streamed', async () => {
      const step = { ...say('let me '), ...callTools(['calculator', { expression: '2+3' }], ['calculator', { expression: '4*5' }]) }
      const model = await script(step)
      const streamed = await client.messages.stream(params(model, { tools })).finalMessage()
      const whole = await client.messages.create(params(await script(step), { tools }))
      const shape = message => [message.stop_reason, message.content.map(block => [block.type, block.text, block.name, block.input])]
      assert.deepEqual(shape(streamed), shape(whole))
      assert.deepEqual(whole.content.slice(1).map(block => block.input), [{ expression: '2+3' }, { expression: '4*5' }])
      assert.equal(streamed.usage.output_tokens, whole.usage.output_tokens)
    })

    it('tool round trip by the SDK’s own runner, streamed and not', async () => {
      for (const stream of [false, true]) {
        const model = await script(callTools(['calculator', { expression: '2+3' }]), say('fi', 've'))
        const { asked, run } = calculator()
        const runner = client.beta.messages.toolRunner({ ...params(model), stream, tools: [{ ...tools[0], run, parse: x => x }] })
        const last = await runner.runUntilDone()
        assert.equal(last.content[0].text, 'five')
        assert.deepEqual(asked, [{ expression: '2+3' }])
        assert.match(JSON.stringify((await model.counts()).calls[1].request), /"5"/)
      }
    })

    it('structured output with the caller’s schema', async () => {
      const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
      const model = await script({ text: '{"city":"Bonn"}' })
      const answer = await client.messages.parse(params(model, { output_config: { format: jsonSchemaOutputFormat(schema) } }))
      assert.deepEqual(answer.parsed_output, { city: 'Bonn' })
      const [{ request }] = (await model.counts()).calls
      assert.match(JSON.stringify(request.response_format ?? request.output_config), /"city"/)
    })

    it('counts tokens', async () => {
      const { input_tokens: count } = await client.messages.countTokens({ model: name, messages: user('hello') })
      assert.ok(name === models.anthropic ? count === 17 : count > 0, String(count))
    })

    it('hanging up in mid-stream, and before the answer, closes the model’s connection', async () => {
      const model = await script({ ...say('a ', 'b'), holdAt: 1 })
      const stream = await client.messages.create(params(model, { stream: true }))
      for await (const event of stream) if (textOf([event])) break
      await model.until('cancelled', 1, 5_000)
      const silent = await script({ ...say('a'), holdAt: 0 })
      const hangUp = new AbortController()
      const call = client.messages.create(params(silent), { signal: hangUp.signal })
      await silent.until('holding')
      hangUp.abort()
      await assert.rejects(call, Anthropic.APIUserAbortError)
      await silent.until('cancelled', 1, 5_000)
    })

    it('a prompt of 300 KB, and 40 calls at once', async () => {
      const model = await script(say('ok'))
      const long = `${model.prompt} ${'x'.repeat(300_000)}`
      assert.equal((await client.messages.create({ ...params(model), messages: user(long) })).content[0].text, 'ok')
      assert.ok(JSON.stringify((await model.counts()).calls[0].request).length > 300_000)
      const calls = Array.from({ length: 40 }, (_, i) => client.messages.create({ ...params(model), messages: user(`n ${i}`) }))
      const answers = await Promise.all(calls)
      assert.deepEqual(answers.map(answer => answer.content[0].text), calls.map((_, i) => `You said: n ${i}`))
    })
  })
}

describe('Anthropic SDK, models', () => {
  it('lists and retrieves', async () => {
    const ids = []
    for await (const model of client.models.list()) ids.push(model.id)
    for (const name of providers) assert.ok(ids.includes(name), `${name} in ${ids}`)
    assert.deepEqual((({ id, type }) => [id, type])(await client.models.retrieve(models.scripted)), [models.scripted, 'model'])
  })
})

describe('Anthropic SDK, what only Anthropic’s models know', () => {
  const thinking = { type: 'enabled', budget_tokens: 2048 }
  const marked = model => [{ role: 'user', content: [{ type: 'text', text: model.prompt, cache_control: { type: 'ephemeral' } }] }]

  it('reaches them as it was written', async () => {
    const model = await script(say('x'))
    await client.messages.create({ model: models.anthropic, max_tokens: 4096, thinking, messages: marked(model) })
    const [{ request }] = (await model.counts()).calls
    assert.deepEqual(request.thinking, thinking)
    assert.deepEqual(request.messages, marked(model))
  })

  it('is refused by name by others, but for marks that change no answer', async () => {
    const model = await script(say('x'))
    const call = client.messages.create({ model: models.scripted, max_tokens: 4096, thinking, messages: marked(model) })
    await assert.rejects(call, error => error instanceof Anthropic.BadRequestError && /thinking/.test(error.message))
    const answer = await client.messages.create({ model: models.scripted, max_tokens: 4096, messages: marked(model) })
    assert.equal(answer.content[0].text, 'x')
  })
})

describe('Anthropic SDK, errors', () => {
  const one = { max_tokens: 9, messages: user('x') }

  it('401, 404, 400', async () => {
    await assert.rejects(anthropic({ apiKey: 'wrong' }).messages.create({ model: models.scripted, ...one }), Anthropic.AuthenticationError)
    await assert.rejects(client.messages.create({ model: 'no-such-model', ...one }), error => {
      assert.ok(error instanceof Anthropic.NotFoundError)
      assert.deepEqual([error.error.type, error.error.error.type], ['error', 'not_found_error'])
      assert.match(error.requestID, /\S/)
      return true
    })
    for (const wrong of [{ messages: 'x' }, { max_tokens: 0 }, { temperature: 2 }, { messages: [{ role: 'nobody', content: 'x' }] }])
      await assert.rejects(client.messages.create({ model: models.scripted, ...one, ...wrong }), Anthropic.BadRequestError)
  })

  const ask = (model, prompt, extra) => client.messages.create({ model, max_tokens: 9, messages: user(prompt), ...extra })

  it('429 with its Retry-After', test =>
    Promise.all(
      dialects.map(async dialect => {
        const { name } = await freshModel(test, 'limited', dialect)
        const { prompt } = await script({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } } })
        await assert.rejects(ask(name, prompt), error => {
          assert.ok(error instanceof Anthropic.RateLimitError, String(error))
          const seconds = Number(error.headers.get('retry-after'))
          assert.ok(seconds > 0 && seconds <= 2, String(seconds))
          return true
        })
      }),
    ))

  it('5xx for an upstream that fails, streamed or not', test =>
    Promise.all(
      dialects.map(async dialect => {
        const { name } = await freshModel(test, 'broken', dialect)
        const { prompt } = await script({ fault: { kind: 'status', status: 500 } })
        const told = error => error instanceof Anthropic.InternalServerError && error.error.type === 'error'
        for (const stream of [false, true]) await assert.rejects(ask(name, prompt, { stream }), told)
      }),
    ))

  it('in mid-stream come in the stream, never a clean end', test =>
    Promise.all(
      dialects.map(async dialect => {
        const { name } = await freshModel(test, 'cut', dialect)
        const { prompt } = await script({ ...say('a ', 'b ', 'c'), fault: { kind: 'cut', after: 2 } })
        await assert.rejects(read(await ask(name, prompt, { stream: true })), Anthropic.APIError)
      }),
    ))
})
