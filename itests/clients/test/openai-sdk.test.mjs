import assert from 'node:assert/strict'
import { describe } from 'node:test'
import OpenAI from 'openai'
import { base, key, models } from '../support/demijohn.mjs'
import { freshModel } from '../support/fresh.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { it } from '../support/test.mjs'

const openai = (options = {}) => new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0, ...options })
const client = openai()
const user = content => [{ role: 'user', content }]
const ask = (model, extra) => client.chat.completions.create({ model: models.scripted, messages: user(model.prompt), ...extra })

const calculator = {
  type: 'function',
  function: {
    name: 'calculator',
    description: 'Adds and multiplies',
    parameters: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] },
  },
}

async function read(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

const textOf = chunks => chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')

for (const [name, prompt] of [[models.simulated, 'hello'], [models.aimock, 'weather']])
  describe(`openai SDK in front of ${name}`, () => {
    it('chats', async () => {
      const answer = await client.chat.completions.create({ model: name, messages: user(prompt) })
      assert.equal(answer.object, 'chat.completion')
      assert.equal(answer.choices[0].message.role, 'assistant')
      assert.match(answer.choices[0].message.content, /\S/)
      assert.equal(answer.choices[0].finish_reason, 'stop')
      assert.ok(answer.usage.total_tokens > 0)
    })

    it('streams', async () => {
      const chunks = await read(await client.chat.completions.create({ model: name, messages: user(prompt), stream: true }))
      assert.ok(chunks.length > 3, String(chunks.length))
      assert.equal(new Set(chunks.map(chunk => chunk.id)).size, 1)
      assert.match(textOf(chunks), /\S \S/)
      assert.deepEqual(chunks.flatMap(c => c.choices.map(choice => choice.finish_reason)).filter(Boolean), ['stop'])
    })
  })

describe('openai SDK, chat', () => {
  it('carries the request to the model and the answer back', async () => {
    const model = await script(say('It ', 'is ', 'so.'))
    const { data: answer, request_id: requestId } = await ask(model, { temperature: 0.5, max_tokens: 99 }).withResponse()
    assert.equal(answer.choices[0].message.content, 'It is so.')
    assert.equal(answer.model, models.scripted)
    assert.deepEqual(
      [answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens],
      [11, 3, 14],
    )
    assert.match(requestId, /\S/)
    const [{ request }] = (await model.counts()).calls
    assert.equal(request.model, 'mock')
    assert.equal(request.temperature, 0.5)
    assert.equal(request.max_tokens ?? request.max_completion_tokens, 99)
    assert.equal(request.messages.at(-1).content, model.prompt)
  })

  it('streams tokens one by one, the first before the model has the rest', async () => {
    const model = await script({ ...say('one ', 'two ', 'three'), holdAt: 1 })
    const stream = await ask(model, { stream: true, stream_options: { include_usage: true } })
    const iterator = stream[Symbol.asyncIterator]()
    const seen = []
    while (textOf(seen) !== 'one ') seen.push((await iterator.next()).value)
    assert.equal((await model.counts()).completed, 0)
    await model.release()
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) seen.push(next.value)
    assert.equal(textOf(seen), 'one two three')
    assert.equal(seen.filter(chunk => chunk.choices[0]?.delta.content).length, 3)
    assert.equal(seen.at(-1).usage.total_tokens, 14)
  })

  it('asks for structured output with the caller’s schema', async () => {
    const model = await script({ text: '{"city":"Bonn"}' })
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
    const format = { type: 'json_schema', json_schema: { name: 'place', strict: true, schema } }
    const messages = [{ role: 'developer', content: 'Be short.' }, ...user(model.prompt)]
    const answer = await client.chat.completions.parse({ model: models.scripted, messages, response_format: format })
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), { city: 'Bonn' })
    const [{ request }] = (await model.counts()).calls
    assert.deepEqual(request.response_format, format)
    assert.ok(['system', 'developer'].includes(request.messages[0].role))
  })

  it('without include_usage sends no usage chunk', async () => {
    const chunks = await read(await ask(await script(say('x')), { stream: true }))
    assert.ok(chunks.every(chunk => chunk.choices.length === 1), JSON.stringify(chunks.at(-1)))
  })
})

describe('openai SDK, tools', () => {
  const tools = [calculator]

  it('round trip', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }], ['calculator', { expression: '4*5' }]), say('5 and 20'))
    const first = await ask(model, { tools })
    assert.equal(first.choices[0].finish_reason, 'tool_calls')
    const { message } = first.choices[0]
    assert.deepEqual(message.tool_calls.map(c => [c.type, c.function.name, JSON.parse(c.function.arguments)]), [
      ['function', 'calculator', { expression: '2+3' }],
      ['function', 'calculator', { expression: '4*5' }],
    ])
    const results = message.tool_calls.map((c, i) => ({ role: 'tool', tool_call_id: c.id, content: String([5, 20][i]) }))
    const second = await ask(model, { tools, messages: [...user(model.prompt), message, ...results] })
    assert.equal(second.choices[0].message.content, '5 and 20')
    const { request } = (await model.counts()).calls[1]
    assert.deepEqual(request.messages.map(m => m.role), ['user', 'assistant', 'tool', 'tool'])
    assert.deepEqual(request.messages[1].tool_calls.map(c => c.function.arguments).map(JSON.parse), [{ expression: '2+3' }, { expression: '4*5' }])
    assert.deepEqual(request.messages.slice(2).map(m => m.tool_call_id), message.tool_calls.map(c => c.id))
    assert.deepEqual(request.tools[0].function.parameters, calculator.function.parameters)
  })

  it('streamed, by the SDK’s own runner', async () => {
    const model = await script({ ...say('let me '), ...callTools(['calculator', { expression: '2+3' }]) }, say('fi', 've'))
    const called = []
    const runner = client.chat.completions.runTools({
      model: models.scripted,
      messages: user(model.prompt),
      stream: true,
      tools: [{ ...calculator, function: { ...calculator.function, parse: JSON.parse, function: args => (called.push(args), '5') } }],
    })
    assert.equal(await runner.finalContent(), 'five')
    assert.deepEqual(called, [{ expression: '2+3' }])
  })
})

describe('openai SDK, models', () => {
  it('lists and retrieves', async () => {
    const ids = []
    for await (const model of client.models.list()) ids.push(model.id)
    for (const name of Object.values(models)) assert.ok(ids.includes(name), `${name} in ${ids}`)
    const model = await client.models.retrieve(models.scripted)
    assert.deepEqual([model.id, model.object], [models.scripted, 'model'])
    assert.equal(typeof model.created, 'number')
    assert.equal(typeof model.owned_by, 'string')
  })

  it('says which one is missing', async () => {
    await assert.rejects(client.models.retrieve('no-such-model'), OpenAI.NotFoundError)
  })
})

describe('openai SDK, errors', () => {
  it('401 for a wrong key', async () => {
    const wrong = openai({ apiKey: 'wrong' })
    for (const call of [() => wrong.models.list(), () => wrong.chat.completions.create({ model: models.scripted, messages: user('x') })])
      await assert.rejects(call, error => {
        assert.ok(error instanceof OpenAI.AuthenticationError)
        assert.match(error.error.message, /\S/)
        return true
      })
  })

  it('404 for a model that is not there', async () => {
    await assert.rejects(client.chat.completions.create({ model: 'no-such-model', messages: user('x') }), error => {
      assert.ok(error instanceof OpenAI.NotFoundError)
      assert.equal(error.code, 'model_not_found')
      assert.match(error.message, /no-such-model/)
      assert.match(error.requestID, /\S/)
      return true
    })
  })

  it('400 for a request that cannot be', async () => {
    for (const body of [{ model: models.scripted }, { model: models.scripted, messages: 'x' }, { messages: user('x') }, { model: models.scripted, messages: [{ role: 'nobody', content: 'x' }] }])
      await assert.rejects(client.chat.completions.create(body), error => {
        assert.ok(error instanceof OpenAI.BadRequestError, `${JSON.stringify(body)}: ${error}`)
        assert.equal(error.type, 'invalid_request_error')
        return true
      })
    await assert.rejects(client.post('/chat/completions', { body: '{bad', headers: { 'content-type': 'application/json' } }), OpenAI.BadRequestError)
  })

  it('429 with the upstream’s Retry-After', async test => {
    const { name } = await freshModel(test)
    const model = await script({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } })
    await assert.rejects(ask(model, { model: name }), error => {
      assert.ok(error instanceof OpenAI.RateLimitError, String(error))
      const seconds = Number(error.headers.get('retry-after'))
      assert.ok(seconds > 0 && seconds <= 7, String(seconds))
      return true
    })
  })

  it('5xx for an upstream that fails, streamed or not', async test => {
    for (const stream of [false, true]) {
      const { name } = await freshModel(test)
      const model = await script({ fault: { kind: 'status', status: 500 } })
      await assert.rejects(ask(model, { model: name, stream }), error => error.status >= 500)
    }
  })

  it('in mid-stream come in the stream, never a clean end', async test => {
    const { name } = await freshModel(test)
    const model = await script({ ...say('a ', 'b ', 'c'), fault: { kind: 'cut', after: 2 } })
    const stream = await ask(model, { model: name, stream: true })
    await assert.rejects(read(stream), OpenAI.APIError)
  })
})

describe('openai SDK, hanging up', () => {
  it('in mid-stream closes the model’s connection', async () => {
    const model = await script({ ...say('a ', 'b'), holdAt: 1 })
    const stream = await ask(model, { stream: true })
    for await (const chunk of stream) if (textOf([chunk])) break
    await model.until('cancelled', 1, 5_000)
  })

  it('before the answer closes it too', async () => {
    const model = await script({ ...say('a'), holdAt: 0 })
    const hangUp = new AbortController()
    const call = client.chat.completions.create({ model: models.scripted, messages: user(model.prompt) }, { signal: hangUp.signal })
    await model.until('holding')
    hangUp.abort()
    await assert.rejects(call, OpenAI.APIUserAbortError)
    await model.until('cancelled', 1, 5_000)
  })
})
