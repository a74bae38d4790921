import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent, UUID } from '../support/demijohn.mjs'
import { collect, dataOf, hasText, named, nextOf, texts } from '../support/events.mjs'
import { freshAgent } from '../support/fresh.mjs'
import { contents, last } from '../support/messages.mjs'
import { callTools, gate, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

const order = events => events.map(event => event.event)

eachSdk('streams', client => {
  const thread = async () => (await client.threads.create()).thread_id
  const stream = (id, model, streamMode, extra) => client.runs.stream(id, agent, { input: model.input, streamMode, ...extra })

  it('begin with the run’s metadata, values by default', async () => {
    const id = await thread()
    const model = await script(say('so'))
    let created
    const events = await collect(stream(id, model, undefined, { onRunCreated: run => (created = run) }))
    assert.equal(events[0].event, 'metadata')
    assert.equal(events[0].data.run_id, created.run_id)
    assert.equal(events[0].data.attempt, 1)
    assert.equal(created.thread_id, id)
    assert.deepEqual([...new Set(order(events.slice(1)))].filter(name => name !== 'end'), ['values'])
    assert.equal(new Set(events.map(e => e.id)).size, events.length, 'each event has an id of its own')
  })

  it('in values mode show the state after the input and each step', async () => {
    const id = await thread()
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('five'))
    const values = dataOf(await collect(stream(id, model, 'values')), 'values')
    assert.deepEqual(values.map(v => v.messages.length), [1, 2, 3, 4])
    assert.deepEqual(values.at(-1), (await client.threads.getState(id)).values)
  })

  it('in updates mode show each node’s delta', async () => {
    const model = await script(callTools(['calculator', { expression: '2+3' }], ['time', {}]), say('five'))
    const updates = dataOf(await collect(stream(await thread(), model, 'updates')), 'updates')
    assert.deepEqual(updates.map(u => Object.keys(u)), [['agent'], ['tools'], ['agent']])
    assert.deepEqual(updates[0].agent.messages[0].tool_calls.map(c => c.name), ['calculator', 'time'])
    assert.deepEqual(updates[1].tools.messages.map(m => m.name), ['calculator', 'time'])
    assert.deepEqual(updates[2].agent.messages.map(m => m.content), ['five'])
  })

  it('bring tokens one by one, the first before the model has the rest', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two ', 'three ', 'four'), holdAt: 1 })
    const iterator = stream(id, model, 'messages-tuple')[Symbol.asyncIterator]()
    const { event: first } = await nextOf(iterator, hasText)
    assert.equal(first.data[0].content, 'one ')
    assert.equal((await model.counts()).completed, 0)
    await model.release()
    const rest = await collect({ [Symbol.asyncIterator]: () => iterator })
    const events = [first, ...rest]
    assert.deepEqual(events.filter(hasText).map(e => e.data[0].content), ['one ', 'two ', 'three ', 'four'])
    const { messages } = (await client.threads.getState(id)).values
    assert.deepEqual([...texts(events)], [[messages.at(-1).id, 'one two three four']])
  })

  it('in messages-tuple mode say node and step, tool calls in parts, tool messages whole', async () => {
    const id = await thread()
    const model = await script({ ...say('let ', 'me see'), ...callTools(['calculator', { expression: '2+3' }], ['time', {}]) }, say('five'))
    const tuples = dataOf(await collect(stream(id, model, 'messages-tuple')), 'messages')
    const { messages } = (await client.threads.getState(id)).values
    for (const [message, metadata] of tuples) {
      const tool = message.type === 'tool'
      assert.equal(metadata.langgraph_node, tool ? 'tools' : 'agent')
      assert.equal(typeof metadata.langgraph_step, 'number')
      assert.ok(metadata.langgraph_checkpoint_ns.startsWith(`${metadata.langgraph_node}:`))
    }
    const parts = tuples.flatMap(([m]) => (m.id === messages[1].id ? m.tool_call_chunks : []))
    const args = index => parts.filter(p => p.index === index).map(p => p.args ?? '').join('')
    assert.deepEqual([JSON.parse(args(0)), JSON.parse(args(1))], [{ expression: '2+3' }, {}])
    assert.deepEqual(parts.filter(p => p.name).map(p => [p.name, p.id]), messages[1].tool_calls.map(c => [c.name, c.id]))
    const tools = tuples.filter(([m]) => m.type === 'tool').map(([m]) => m)
    assert.deepEqual(tools.map(m => [m.tool_call_id, m.content, m.status]).sort(), messages.slice(2, 4).map(m => [m.tool_call_id, m.content, 'success']).sort())
    assert.equal(texts(tuples.map(data => ({ event: 'messages', data }))).get(messages[1].id), 'let me see')
    assert.equal(texts(tuples.map(data => ({ event: 'messages', data }))).get(last({ messages }).id), 'five')
  })

  it('mix modes in the order things happen', async () => {
    const model = await script(callTools(['calculator', { expression: '1+1' }]), say('t', 'wo'))
    const events = await collect(stream(await thread(), model, ['values', 'updates', 'messages-tuple']))
    const names = order(events).filter(name => name !== 'end')
    const squeezed = names.filter((name, i) => name !== names[i - 1])
    assert.deepEqual(squeezed, ['metadata', 'values', 'messages', 'updates', 'values', 'messages', 'updates', 'values', 'messages', 'updates', 'values'])
  })

  it('show both tools at work before either is done', async () => {
    const slow = await gate()
    const both = callTools(['gated', { key: slow.name, label: 'a' }], ['gated', { key: slow.name, label: 'b' }])
    const model = await script(both, say('both'))
    const iterator = stream(await thread(), model, ['updates', 'values'])[Symbol.asyncIterator]()
    const { event } = await nextOf(iterator, named('updates'))
    assert.equal(event.data.agent.messages[0].tool_calls.length, 2)
    await slow.until('holding', 2)
    await slow.release(2)
    const rest = await collect({ [Symbol.asyncIterator]: () => iterator })
    assert.deepEqual(dataOf(rest, 'updates').map(u => Object.keys(u)[0]), ['tools', 'agent'])
  })

  it('end with an error event when the run fails', async () => {
    const model = await script({ fault: { kind: 'status', status: 400, message: 'scripted refusal' } })
    const events = await collect(stream(await thread(), model, 'values'))
    const failed = events.find(named('error'))
    assert.deepEqual(Object.keys(failed.data).sort(), ['error', 'message'])
    assert.equal(events.at(-1), failed)
  })

  it('that break in mid-answer end with an error, never cleanly', async test => {
    const faulty = await freshAgent(test)
    const model = await script({ ...say('a ', 'b ', 'c'), fault: { kind: 'cut', after: 2 } })
    const events = await collect(client.runs.stream(await thread(), faulty, { input: model.input, streamMode: 'messages-tuple' }))
    assert.ok(events.some(named('error')), JSON.stringify(order(events)))
  })

  it('work without a thread', async () => {
    const model = await script(say('a', 'b'))
    let created
    const events = await collect(stream(null, model, ['messages-tuple', 'values'], { onRunCreated: run => (created = run) }))
    assert.match(created.run_id, UUID)
    assert.equal(created.thread_id, undefined)
    assert.equal(last(dataOf(events, 'values').at(-1)).content, 'ab')
    assert.deepEqual([...texts(events).values()], ['ab'])
  })

  it('can be joined while the run goes on', async () => {
    const id = await thread()
    const model = await script({ ...say('one ', 'two ', 'three'), holdAt: 1 })
    const run = await client.runs.create(id, agent, {
      input: model.input,
      streamMode: ['messages-tuple', 'values'],
      streamResumable: true,
    })
    await model.until('holding')
    const joined = client.runs.joinStream(id, run.run_id, { lastEventId: '-1' })
    const iterator = joined[Symbol.asyncIterator]()
    const { seen } = await nextOf(iterator, hasText)
    await model.release()
    const events = [...seen, ...(await collect({ [Symbol.asyncIterator]: () => iterator }))]
    assert.deepEqual([...texts(events).values()], ['one two three'])
    assert.equal(last(dataOf(events, 'values').at(-1)).content, 'one two three')
  })

  it('can be read again after the end', async () => {
    const id = await thread()
    const model = await script(say('a ', 'b'))
    let run
    const live = await collect(stream(id, model, ['values', 'messages-tuple'], { streamResumable: true, onRunCreated: created => (run = created) }))
    const again = await collect(client.runs.joinStream(id, run.run_id, { lastEventId: '-1' }))
    assert.deepEqual(again.map(e => [e.id, e.event]), live.map(e => [e.id, e.event]))
    assert.deepEqual(again.map(e => e.data), live.map(e => e.data))
    const tail = await collect(client.runs.joinStream(id, run.run_id, { lastEventId: live[1].id }))
    assert.deepEqual(tail.map(e => e.id), live.slice(2).map(e => e.id))
  })

  it('carry the conversation on', async () => {
    const id = await thread()
    const one = await script(say('one'))
    await collect(stream(id, one, 'values'))
    const two = await script(say('two'))
    const values = dataOf(await collect(stream(id, two, 'values')), 'values')
    assert.deepEqual(contents(values.at(-1)), [one.prompt, 'one', two.prompt, 'two'])
  })
})
