import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent, UUID } from '../support/demijohn.mjs'
import { collect, dataOf, nextOf } from '../support/events.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

eachSdk('stream modes', (client, sdk) => {
  async function turn(streamMode, extra) {
    const { thread_id: id } = await client.threads.create()
    const model = await script(callTools(['calculator', { expression: '2+3' }]), say('fi', 've'))
    const events = await collect(client.runs.stream(id, agent, { input: model.input, streamMode, ...extra }))
    return { id, events, state: await client.threads.getState(id) }
  }

  it('messages: metadata first, then all so far, then the whole', async () => {
    const { events, state } = await turn('messages')
    const answer = state.values.messages.at(-1)
    const mine = events.filter(e => e.event.startsWith('messages/') && JSON.stringify(e.data).includes(answer.id))
    assert.deepEqual(mine.map(e => e.event), ['messages/metadata', 'messages/partial', 'messages/partial', 'messages/complete'])
    assert.equal(mine[0].data[answer.id].metadata.langgraph_node, 'agent')
    assert.deepEqual(mine.slice(1, 3).map(e => e.data[0].content), ['fi', 'five'])
    assert.deepEqual(mine[3].data, [answer])
  })

  it('tasks: each begun and ended, in pairs', async () => {
    const { events } = await turn('tasks')
    const tasks = dataOf(events, 'tasks')
    const begun = tasks.filter(t => 'input' in t)
    const ended = tasks.filter(t => 'result' in t)
    assert.deepEqual(begun.map(t => t.name).filter(n => n !== '__start__'), ['agent', 'tools', 'agent'])
    assert.deepEqual(ended.map(t => [t.name, t.error]), [['agent', null], ['tools', null], ['agent', null]])
    for (const end of ended) assert.ok(begun.some(b => b.id === end.id && b.name === end.name && UUID.test(b.id)))
  })

  it('checkpoints: the thread’s history as it is made', async () => {
    const { id, events } = await turn('checkpoints')
    const shown = dataOf(events, 'checkpoints')
    const history = (await client.threads.getHistory(id)).reverse()
    const made = shown.map(c => c.config.configurable.checkpoint_id)
    assert.deepEqual(made, history.map(s => s.checkpoint.checkpoint_id).filter(c => made.includes(c)))
    assert.deepEqual(shown.at(-1).values, history.at(-1).values)
    assert.deepEqual(shown.at(-1).next, [])
  })

  it('debug: checkpoints, tasks and their results', async () => {
    const { events } = await turn('debug')
    const types = dataOf(events, 'debug').map(d => d.type)
    assert.deepEqual([...new Set(types)].sort(), ['checkpoint', 'task', 'task_result'])
    for (const { step, timestamp, payload } of dataOf(events, 'debug')) {
      assert.equal(typeof step, 'number')
      assert.match(timestamp, /^\d{4}-.*Z$/)
      assert.equal(typeof payload, 'object')
    }
  })

  it('events: the model’s stream', async () => {
    const { events } = await turn('events')
    const told = dataOf(events, 'events')
    const answer = told.filter(e => e.event === 'on_chat_model_stream' && e.data.chunk.content).map(e => e.data.chunk.content)
    assert.deepEqual(answer, ['fi', 've'])
    assert.equal(told.filter(e => e.event === 'on_chat_model_end').length, 2)
  })

  it('custom alone is silent, and subgraphs may be asked for', async () => {
    const { events } = await turn('custom', { streamSubgraphs: true })
    assert.deepEqual(events.map(e => e.event).filter(name => name !== 'end'), ['metadata'])
    const { events: values } = await turn(['values', 'updates'], { streamSubgraphs: true })
    assert.deepEqual([...new Set(values.map(e => e.event))].filter(name => name !== 'end'), ['metadata', 'values', 'updates'])
  })

  it('of a whole thread: run after run, and again from any id', async () => {
    const { thread_id: id } = await client.threads.create()
    const hangUp = new AbortController()
    // 0.x takes no signal here, and leaves its connection open when its reader stops
    const follower = sdk.client({ onRequest: (_, init) => ({ ...init, signal: hangUp.signal }) })
    const follow = lastEventId => follower.threads.joinStream(id, { lastEventId, streamMode: 'run_modes' })[Symbol.asyncIterator]()
    const iterator = follow()
    const first = iterator.next()
    const scripts = [await script(say('one')), await script(say('two'))]
    const seen = []
    for (const model of scripts) await client.runs.wait(id, agent, { input: model.input, streamMode: ['values'] })
    seen.push((await first).value)
    const isLast = event => event.event === 'values' && event.data.messages?.at(-1)?.content === 'two'
    seen.push(...(await nextOf(iterator, isLast)).seen)
    assert.deepEqual(seen.map(e => e.event), ['metadata', 'values', 'values', 'metadata', 'values', 'values'])
    assert.equal(new Set(seen.map(e => e.id)).size, seen.length)
    const middle = seen[Math.floor(seen.length / 2)]
    const rest = follow(middle.id)
    const { seen: again } = await nextOf(rest, isLast)
    assert.deepEqual(again.map(e => e.id), seen.slice(seen.indexOf(middle) + 1).map(e => e.id))
    hangUp.abort()
  })
})
