import assert from 'node:assert/strict'
import { it } from '../support/test.mjs'
import { agent } from '../support/demijohn.mjs'
import { contents, kinds } from '../support/messages.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'

const MANY = 12

eachSdk('a busy thread', client => {
  const thread = async () => (await client.threads.create()).thread_id
  const status = async (id, run) => (await client.runs.get(id, run.run_id)).status

  /** A run that has called a tool and now waits for its model. */
  async function busy() {
    const id = await thread()
    const model = await script(callTools(['calculator', { expression: '1+1' }]), { ...say('a ', 'b'), holdAt: 1 })
    const run = await client.runs.create(id, agent, { input: model.input })
    await model.until('holding')
    return { id, model, run }
  }

  it('rejects: 409, and the run under way is left alone', async () => {
    const { id, model, run } = await busy()
    const other = await script(say('never'))
    for (const how of ['create', 'wait'])
      await assert.rejects(client.runs[how](id, agent, { input: other.input, multitaskStrategy: 'reject' }), error => error.status === 409)
    await model.release()
    assert.deepEqual(kinds(await client.runs.join(id, run.run_id)), ['human', 'ai', 'tool', 'ai'])
    assert.equal((await client.runs.list(id)).length, 1)
    assert.equal((await other.counts()).requests, 0)
  })

  it('enqueues many in the order they were accepted', async () => {
    const { id, model, run } = await busy()
    const waiting = []
    for (let i = 0; i < MANY; i++) {
      const next = await script(say(`answer ${i}`))
      waiting.push({ next, run: await client.runs.create(id, agent, { input: next.input, multitaskStrategy: 'enqueue' }) })
    }
    for (const { run: one } of waiting) assert.equal(await status(id, one), 'pending')
    await model.release()
    const values = await client.runs.join(id, waiting.at(-1).run.run_id)
    assert.deepEqual(contents(values).slice(4), waiting.flatMap(({ next }, i) => [next.prompt, `answer ${i}`]))
    for (const one of [run, ...waiting.map(w => w.run)]) assert.equal(await status(id, one), 'success')
  })

  it('interrupts: what was done stays', async () => {
    const { id, model, run } = await busy()
    const other = await script(say('instead'))
    const values = await client.runs.wait(id, agent, { input: other.input, multitaskStrategy: 'interrupt' })
    assert.deepEqual(kinds(values), ['human', 'ai', 'tool', 'human', 'ai'])
    assert.deepEqual(contents(values).slice(3), [other.prompt, 'instead'])
    assert.equal(await status(id, run), 'interrupted')
    await model.until('cancelled')
  })

  it('rolls back: the other run and its checkpoints are gone', async () => {
    const { id, model, run } = await busy()
    const before = (await client.threads.getHistory(id)).map(state => state.checkpoint.checkpoint_id)
    const other = await script(say('instead'))
    const values = await client.runs.wait(id, agent, { input: other.input, multitaskStrategy: 'rollback' })
    assert.deepEqual(contents(values), [other.prompt, 'instead'])
    await assert.rejects(client.runs.get(id, run.run_id), error => error.status === 404)
    const after = await client.threads.getHistory(id)
    for (const state of after) {
      assert.ok(!before.includes(state.checkpoint.checkpoint_id))
      assert.notEqual(state.metadata.run_id, run.run_id)
    }
    await model.until('cancelled')
  })

  it('takes many of all kinds at once and ends idle, with nothing done twice', async () => {
    const { id, model } = await busy()
    const wanted = ['enqueue', 'reject', 'interrupt', 'rollback']
    const asked = await Promise.all(
      Array.from({ length: MANY }, async (_, i) => {
        const next = await script(say(`answer ${i}`))
        return { next, strategy: wanted[i % wanted.length] }
      }),
    )
    const answers = await Promise.allSettled(
      asked.map(({ next, strategy }) => client.runs.create(id, agent, { input: next.input, multitaskStrategy: strategy })),
    )
    await model.release('all')
    for (const [i, { reason }] of answers.entries()) if (reason) assert.deepEqual([asked[i].strategy, reason.status], ['reject', 409])
    const made = answers.filter(a => a.value).map(a => a.value.run_id)
    for (const run of made) await client.runs.join(id, run).catch(error => assert.equal(error.status, 404, 'rolled back'))
    const runs = await client.runs.list(id, { limit: 100 })
    for (const run of runs) assert.ok(['success', 'interrupted'].includes(run.status), run.status)
    const { values, next } = await client.threads.getState(id)
    assert.deepEqual([next, (await client.threads.get(id)).status], [[], 'idle'])
    const prompts = contents(values).filter(text => text.includes('[script:'))
    assert.equal(new Set(prompts).size, prompts.length)
    for (const { next: one } of asked) assert.ok((await one.counts()).requests <= 1)
  })
})
