import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { it } from '../support/test.mjs'
import { agent, call, nobody, UUID } from '../support/demijohn.mjs'
import { eachSdk } from '../support/sdks.mjs'

/** RFC 9562 version 5, the id that a graph's own assistant has. */
function uuid5(name) {
  const namespace = Buffer.from('6ba7b821-9dad-11d1-80b4-00c04fd430c8'.replaceAll('-', ''), 'hex')
  const hash = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  hash[6] = (hash[6] & 0x0f) | 0x50
  hash[8] = (hash[8] & 0x3f) | 0x80
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const status = code => error => error.status === code

eachSdk('assistants', (client, sdk) => {
  const create = extra => client.assistants.create({ graphId: agent, ...extra })

  it('creates one and gets it back', async () => {
    const made = await create({ name: 'first', metadata: { k: 1 }, config: { configurable: { x: 1 } } })
    assert.match(made.assistant_id, UUID)
    assert.equal(made.graph_id, agent)
    assert.equal(made.version, 1)
    assert.deepEqual(made.metadata, { k: 1 })
    assert.deepEqual(made.config.configurable, { x: 1 })
    for (const field of ['created_at', 'updated_at']) assert.match(made[field], /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.deepEqual(await client.assistants.get(made.assistant_id), made)
  })

  it('refuses a taken id, or gives what is there', async () => {
    const assistantId = randomUUID()
    const made = await create({ assistantId, name: 'mine' })
    assert.equal(made.assistant_id, assistantId)
    await assert.rejects(create({ assistantId }), status(409))
    await assert.rejects(create({ assistantId, ifExists: 'raise' }), status(409))
    assert.equal((await create({ assistantId, name: 'other', ifExists: 'do_nothing' })).name, 'mine')
  })

  it('has an assistant for the graph itself, by name and by UUID', async () => {
    const own = await client.assistants.get(uuid5(agent))
    assert.equal(own.assistant_id, uuid5(agent))
    assert.equal(own.graph_id, agent)
    assert.equal((await client.assistants.search({ graphId: 'agent' })).at(-1).assistant_id, uuid5('agent'))
  })

  it('makes a version of an update and merges metadata', async () => {
    const { assistant_id: id } = await create({ name: 'one', metadata: { a: 1, b: 1 } })
    const updated = await client.assistants.update(id, { name: 'two', metadata: { b: 2 } })
    assert.equal(updated.version, 2)
    assert.equal(updated.name, 'two')
    assert.deepEqual(updated.metadata, { a: 1, b: 2 })
    assert.equal((await client.assistants.get(id)).version, 2)
  })

  it('lists versions newest first and goes back to one', async () => {
    const { assistant_id: id } = await create({ name: 'v1' })
    await client.assistants.update(id, { name: 'v2' })
    await client.assistants.update(id, { name: 'v3' })
    const versions = await client.assistants.getVersions(id)
    assert.deepEqual(versions.map(v => [v.version, v.name]), [[3, 'v3'], [2, 'v2'], [1, 'v1']])
    assert.deepEqual((await client.assistants.getVersions(id, { limit: 1, offset: 1 })).map(v => v.version), [2])
    assert.equal((await client.assistants.setLatest(id, 1)).version, 1)
    assert.equal((await client.assistants.get(id)).name, 'v1')
  })

  it('deletes', async () => {
    const { assistant_id: id } = await create({})
    await client.assistants.delete(id)
    await assert.rejects(client.assistants.get(id), status(404))
    await assert.rejects(client.assistants.delete(id), status(404))
  })

  it('searches by metadata containment, graph, and pages', async () => {
    const mark = randomUUID()
    const made = []
    for (const n of [1, 2, 3]) made.push(await create({ name: `page ${n}`, metadata: { mark, deep: { n, same: true } } }))
    const ids = list => list.map(a => a.assistant_id)
    const newestFirst = ids(made).reverse()
    assert.deepEqual(ids(await client.assistants.search({ metadata: { mark } })), newestFirst)
    assert.deepEqual(ids(await client.assistants.search({ metadata: { mark, deep: { n: 2 } } })), [made[1].assistant_id])
    assert.deepEqual(await client.assistants.search({ metadata: { mark }, graphId: 'no-such-graph' }), [])
    assert.deepEqual(ids(await client.assistants.search({ metadata: { mark }, limit: 2, offset: 1 })), newestFirst.slice(1))
    const sorted = await client.assistants.search({ metadata: { mark }, sortBy: 'name', sortOrder: 'asc' })
    assert.deepEqual(ids(sorted), ids(made))
  })

  it('says where the next page is', async () => {
    const mark = randomUUID()
    for (let n = 0; n < 3; n++) await create({ metadata: { mark } })
    const search = (offset, limit = 2) =>
      call('POST', '/assistants/search', { body: { metadata: { mark }, limit, offset } })
    const [first, second] = [await search(0), await search(2)]
    assert.equal(first.headers.get('x-pagination-next'), '2')
    assert.equal(first.json.length, 2)
    assert.equal(second.headers.get('x-pagination-next'), null)
    assert.equal(second.json.length, 1)
  })

  it('counts', async () => {
    const mark = randomUUID()
    await create({ metadata: { mark } })
    await create({ metadata: { mark } })
    const counted = client.assistants.count
      ? await client.assistants.count({ metadata: { mark } })
      : (await call('POST', '/assistants/count', { body: { metadata: { mark } } })).json
    assert.equal(counted, 2)
  })

  if (!sdk.legacy) {
    it('searches by part of a name in any case, with the SDK’s own paging', async () => {
      const mark = randomUUID().slice(0, 8)
      await create({ name: `Zeppelin-${mark}-A` })
      await create({ name: `Zeppelin-${mark}-B` })
      const page = await client.assistants.search({ name: `ZEPPELIN-${mark}`, limit: 1, includePagination: true })
      assert.deepEqual(page.assistants.map(a => a.name), [`Zeppelin-${mark}-B`])
      assert.equal(page.next, '1')
      const rest = await client.assistants.search({ name: mark, offset: 1, includePagination: true })
      assert.deepEqual(rest.assistants.map(a => a.name), [`Zeppelin-${mark}-A`])
      assert.equal(rest.next, null)
    })

    it('selects fields', async () => {
      const made = await create({ name: 'chosen', metadata: { mark: randomUUID() } })
      const [found] = await client.assistants.search({ metadata: made.metadata, select: ['assistant_id', 'name'] })
      assert.deepEqual(found, { assistant_id: made.assistant_id, name: 'chosen' })
    })
  }

  it('draws the loop', async () => {
    const { assistant_id: id } = await create({})
    const graph = await client.assistants.getGraph(id)
    assert.deepEqual(graph.nodes.map(n => String(n.id)).sort(), ['__end__', '__start__', 'agent', 'tools'])
    const edges = graph.edges.map(e => `${e.source}>${e.target}${e.conditional ? '?' : ''}`).sort()
    assert.deepEqual(edges, ['__start__>agent', 'agent>__end__?', 'agent>tools?', 'tools>agent'])
  })

  it('describes its schemas and has no subgraphs', async () => {
    const { assistant_id: id } = await create({})
    const schemas = await client.assistants.getSchemas(id)
    assert.equal(schemas.graph_id, agent)
    for (const name of ['input_schema', 'output_schema', 'state_schema']) {
      assert.equal(schemas[name].type, 'object', name)
      assert.ok(schemas[name].properties.messages, name)
    }
    for (const name of ['config_schema', 'context_schema']) assert.ok(name in schemas, name)
    assert.deepEqual(await client.assistants.getSubgraphs(id), {})
  })

  it('says what is wrong with a request', async () => {
    await assert.rejects(client.assistants.get(nobody), error => {
      assert.equal(error.status, 404)
      assert.match(JSON.parse(error.text).detail, /\S/)
      return true
    })
    await assert.rejects(client.assistants.update(nobody, { name: 'x' }), status(404))
    await assert.rejects(client.assistants.setLatest((await create({})).assistant_id, 99), status(404))
    for (const body of ['{', '[]', { graph_id: 7 }, {}]) {
      const answer = await call('POST', '/assistants', { body })
      assert.ok([400, 422].includes(answer.status), `${JSON.stringify(body)}: ${answer.status}`)
      assert.match(answer.json.detail, /\S/)
    }
    await assert.rejects(client.assistants.create({ graphId: 'no-such-graph' }), error => [400, 404, 422].includes(error.status))
  })
})
