import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from '../support/test.mjs'
import { agent, call, nobody, UUID } from '../support/demijohn.mjs'
import { contents, kinds, last } from '../support/messages.mjs'
import { callTools, gate, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

const status = code => error => error.status === code

eachSdk('runs', client => {
  const thread = async () => (await client.threads.create()).thread_id

  it('created in the background can be joined', async () => {
    const id = await thread()
    const model = await script({ ...say('It ', 'is ', 'so.'), holdAt: 1 })
    let created
    const run = await client.runs.create(id, agent, {
      input: model.input,
      metadata: { mine: 1 },
      onRunCreated: params => (created = params),
    })
    assert.deepEqual(created, { run_id: run.run_id, thread_id: id })
    assert.match(run.run_id, UUID)
    assert.match(run.assistant_id, UUID)
    assert.equal(run.thread_id, id)
    assert.equal(run.metadata.mine, 1)
    assert.ok(['pending', 'running'].includes(run.status), run.status)
    await model.until('holding')
    assert.equal((await client.runs.get(id, run.run_id)).status, 'running')
    assert.equal((await client.threads.get(id)).status, 'busy')
    const joined = client.runs.join(id, run.run_id)
    await model.release()
    assert.deepEqual(contents(await joined), [model.prompt, 'It is so.'])
    const done = await client.runs.get(id, run.run_id)
    assert.equal(done.status, 'success')
    assert.deepEqual(done.kwargs.input, model.input)
    assert.ok(['reject', 'enqueue'].includes(done.multitask_strategy))
    assert.deepEqual(contents(await client.runs.join(id, run.run_id)), [model.prompt, 'It is so.'])
    assert.equal((await client.threads.get(id)).status, 'idle')
  })

  it('waited for answers the state’s values', async () => {
    const id = await thread()
    const model = await script(say('answer'))
    let created
    const values = await client.runs.wait(id, agent, { input: model.input, onRunCreated: params => (created = params) })
    assert.deepEqual(contents(values), [model.prompt, 'answer'])
    assert.deepEqual(kinds(values), ['human', 'ai'])
    for (const message of values.messages) assert.equal(typeof message.id, 'string')
    assert.equal(created.thread_id, id)
    assert.deepEqual(values, (await client.threads.getState(id)).values)
  })

  it('takes every shape of input message', async () => {
    const model = await script(say('yes'))
    const shapes = [
      model.prompt,
      { type: 'human', content: model.prompt },
      [{ role: 'human', content: model.prompt }],
      [{ role: 'user', content: [{ type: 'text', text: model.prompt }] }],
      [['user', model.prompt]],
      [model.prompt],
    ]
    for (const messages of shapes) {
      const values = await client.runs.wait(null, agent, { input: { messages } })
      assert.deepEqual(kinds(values), ['human', 'ai'], JSON.stringify(messages))
      assert.equal(last(values).content, 'yes')
    }
  })

  it('calls tools and gives each its message', async () => {
    const model = await script(callTools(['calculator', { expression: '6*7' }]), say('It is 42.'))
    const { messages } = await client.runs.wait(await thread(), agent, { input: model.input })
    const [, asked, answered, final] = messages
    assert.deepEqual(messages.map(m => m.type), ['human', 'ai', 'tool', 'ai'])
    const [toolCall] = asked.tool_calls
    assert.deepEqual([toolCall.name, toolCall.args, toolCall.type], ['calculator', { expression: '6*7' }, 'tool_call'])
    assert.equal(answered.tool_call_id, toolCall.id)
    assert.deepEqual([answered.name, answered.status, answered.content], ['calculator', 'success', '42'])
    assert.equal(final.content, 'It is 42.')
    assert.deepEqual(final.tool_calls, [])
    const [, second] = (await model.counts()).calls
    assert.deepEqual(second.request.messages.at(-1).role, 'tool')
    assert.deepEqual(second.request.tools.map(t => t.function.name).sort(), ['calculator', 'gated', 'time'])
  })

  it('calls tools in parallel', async () => {
    const slow = await gate()
    const both = callTools(['gated', { key: slow.name, label: 'a' }], ['gated', { key: slow.name, label: 'b' }])
    const model = await script(both, say('both'))
    const values = client.runs.wait(await thread(), agent, { input: model.input })
    await slow.until('holding', 2)
    await slow.release(2)
    const tools = (await values).messages.filter(m => m.type === 'tool')
    assert.deepEqual(tools.map(m => /tool answer \w/.exec(m.content)?.[0]), ['tool answer a', 'tool answer b'])
  })

  it('goes on after a tool that fails and one that does not exist', async () => {
    const model = await script(callTools(['calculator', { expression: 'no sum' }], ['no_such_tool', {}]), say('sorry'))
    const { messages } = await client.runs.wait(await thread(), agent, { input: model.input })
    const tools = messages.filter(m => m.type === 'tool')
    assert.deepEqual(tools.map(m => [m.name, m.status]), [['calculator', 'error'], ['no_such_tool', 'error']])
    for (const tool of tools) assert.match(tool.content, /\S/)
    assert.equal(messages.at(-1).content, 'sorry')
  })

  it('names an agent by name, by its graph’s UUID or by an assistant', async () => {
    const [own] = await client.assistants.search({ graphId: agent, metadata: { created_by: 'system' } })
    const other = await client.assistants.create({ graphId: agent })
    const asked = { [agent]: own.assistant_id, [own.assistant_id]: own.assistant_id, [other.assistant_id]: other.assistant_id }
    for (const [name, answered] of Object.entries(asked)) {
      const id = await thread()
      const model = await script(say('here'))
      assert.equal(last(await client.runs.wait(id, name, { input: model.input })).content, 'here')
      assert.equal((await client.runs.list(id))[0].assistant_id, answered)
    }
  })

  it('lists runs newest first, by status, and deletes one', async () => {
    const id = await thread()
    const made = []
    for (const text of ['one', 'two', 'three']) {
      const model = await script(say(text))
      await client.runs.wait(id, agent, { input: model.input, onRunCreated: run => made.unshift(run.run_id) })
    }
    const ids = runs => runs.map(run => run.run_id)
    assert.deepEqual(ids(await client.runs.list(id)), made)
    assert.deepEqual(ids(await client.runs.list(id, { limit: 1, offset: 1 })), [made[1]])
    assert.deepEqual(ids(await client.runs.list(id, { status: 'success' })), made)
    assert.deepEqual(ids(await client.runs.list(id, { status: 'error' })), [])
    await client.runs.delete(id, made[2])
    assert.deepEqual(ids(await client.runs.list(id)), made.slice(0, 2))
    await assert.rejects(client.runs.get(id, made[2]), status(404))
  })

  it('rejects a second run on a busy thread when asked to', async () => {
    const id = await thread()
    const model = await script({ ...say('a ', 'b'), holdAt: 1 })
    const run = await client.runs.create(id, agent, { input: model.input })
    await model.until('holding')
    const second = { input: model.input, multitaskStrategy: 'reject' }
    await assert.rejects(client.runs.create(id, agent, second), status(409))
    await assert.rejects(client.runs.wait(id, agent, second), status(409))
    await model.release()
    await client.runs.join(id, run.run_id)
    assert.equal((await client.runs.list(id)).length, 1)
  })

  it('queues a second run on a busy thread by default, and keeps the order', async () => {
    const id = await thread()
    const [first, second] = [await script({ ...say('a ', 'b'), holdAt: 1 }), await script(say('c'))]
    await client.runs.create(id, agent, { input: first.input })
    await first.until('holding')
    const queued = await client.runs.create(id, agent, { input: second.input })
    assert.equal((await client.runs.get(id, queued.run_id)).status, 'pending')
    await first.release()
    assert.deepEqual(contents(await client.runs.join(id, queued.run_id)), [first.prompt, 'a b', second.prompt, 'c'])
  })

  it('without a thread leaves none behind', async () => {
    const model = await script(say('gone'))
    let created
    const values = await client.runs.wait(null, agent, { input: model.input, onRunCreated: run => (created = run) })
    assert.equal(last(values).content, 'gone')
    assert.match(created.run_id, UUID)
    assert.equal(created.thread_id, undefined)
    const busy = await script({ ...say('a ', 'b'), holdAt: 1 })
    const run = await client.runs.create(null, agent, { input: busy.input })
    await busy.until('holding')
    await busy.release()
    await busy.until('completed')
    assert.match(run.run_id, UUID)
  })

  it('makes the thread when told to', async () => {
    const id = randomUUID()
    const model = await script(say('made'))
    await assert.rejects(client.runs.wait(id, agent, { input: model.input }), status(404))
    const values = await client.runs.wait(id, agent, { input: model.input, ifNotExists: 'create' })
    assert.equal(last(values).content, 'made')
    assert.equal((await client.threads.get(id)).thread_id, id)
  })

  it('that fails says so, and the thread can go on', async () => {
    const id = await thread()
    const model = await script({ fault: { kind: 'status', status: 400, message: 'scripted refusal' } })
    await assert.rejects(client.runs.wait(id, agent, { input: model.input }), /.+: .+/)
    const raw = await client.runs.wait(id, agent, { input: model.input, raiseError: false })
    assert.deepEqual(Object.keys(raw.__error__).sort(), ['error', 'message'])
    assert.equal((await client.threads.get(id)).status, 'error')
    assert.deepEqual((await client.runs.list(id)).map(r => r.status), ['error', 'error'])
    const better = await script(say('better'))
    assert.equal(last(await client.runs.wait(id, agent, { input: better.input })).content, 'better')
    assert.equal((await client.threads.get(id)).status, 'idle')
  })

  it('from the head checkpoint is an ordinary run', async () => {
    const id = await thread()
    const one = await script(say('one'))
    await client.runs.wait(id, agent, { input: one.input })
    const { checkpoint } = await client.threads.getState(id)
    const { thread_id: _, ...head } = checkpoint
    const two = await script(say('two'))
    const values = await client.runs.wait(id, agent, { input: two.input, checkpoint: head })
    assert.deepEqual(contents(values), [one.prompt, 'one', two.prompt, 'two'])
  })

  it('says what is wrong with a request', async () => {
    const id = await thread()
    const model = await script(say('x'))
    await assert.rejects(client.runs.create(id, 'no-such-agent', { input: model.input }), error => {
      assert.equal(error.status, 404)
      assert.match(JSON.parse(error.text).detail, /no-such-agent/)
      return true
    })
    await assert.rejects(client.runs.create(id, nobody, { input: model.input }), status(404))
    await assert.rejects(client.runs.create(nobody, agent, { input: model.input }), status(404))
    await assert.rejects(client.runs.get(id, nobody), status(404))
    await assert.rejects(client.runs.join(id, nobody), status(404))
    await assert.rejects(client.runs.cancel(id, nobody), status(404))
    await assert.rejects(client.runs.delete(id, nobody), status(404))
    const bodies = ['{"assistant_id":', {}, { assistant_id: 7 }, { assistant_id: agent, input: 'text' }]
    for (const body of bodies)
      for (const path of ['runs', 'runs/wait', 'runs/stream']) {
        const answer = await call('POST', `/threads/${id}/${path}`, { body })
        assert.ok([400, 422].includes(answer.status), `${path} ${JSON.stringify(body)}: ${answer.status}`)
        assert.match(answer.json.detail, /\S/)
      }
    const unknownMode = await call('POST', `/threads/${id}/runs/stream`, { body: { assistant_id: agent, stream_mode: 'nonsense' } })
    assert.ok([400, 422].includes(unknownMode.status))
    assert.deepEqual(await client.runs.list(id), [])
  })
})
