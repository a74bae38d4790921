import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { validate } from '@readme/openapi-parser'
import { call } from '../support/demijohn.mjs'
import { it } from '../support/test.mjs'

/** What the SDK calls, by the first build order of the contract. */
const routes = `
get /ok
get /info
post /assistants
post /assistants/search
post /assistants/count
get /assistants/{}
patch /assistants/{}
delete /assistants/{}
post /assistants/{}/versions
post /assistants/{}/latest
get /assistants/{}/graph
get /assistants/{}/schemas
get /assistants/{}/subgraphs
post /threads
post /threads/search
post /threads/count
get /threads/{}
patch /threads/{}
delete /threads/{}
post /threads/{}/copy
get /threads/{}/state
post /threads/{}/state
get /threads/{}/state/{}
post /threads/{}/state/checkpoint
post /threads/{}/history
post /threads/{}/runs
get /threads/{}/runs
post /threads/{}/runs/wait
post /threads/{}/runs/stream
get /threads/{}/runs/{}
delete /threads/{}/runs/{}
get /threads/{}/runs/{}/join
get /threads/{}/runs/{}/stream
post /threads/{}/runs/{}/cancel
post /runs
post /runs/wait
post /runs/stream
post /v1/chat/completions
post /v1/embeddings
get /v1/models
get /v1/models/{}`.trim().split('\n')

const admin = `
get /admin/agents
post /admin/agents
get /admin/agents/{}
delete /admin/agents/{}`.trim().split('\n')

const described = document =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map(method => `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`),
  )

for (const [path, wanted] of [['/openapi.json', routes], ['/admin/openapi.json', admin]])
  describe(path, () => {
    it('is valid to two validators', async () => {
      const { json, status } = await call('GET', path)
      assert.equal(status, 200)
      assert.match(json.openapi, /^3\.[01]\./)
      const schema = await new Validator().validate(structuredClone(json))
      assert.ok(schema.valid, JSON.stringify(schema.errors, null, 1))
      const parsed = await validate(structuredClone(json))
      assert.ok(parsed.valid, JSON.stringify(parsed.errors, null, 1))
    })

    it('describes what is there', async () => {
      const { json } = await call('GET', path)
      const found = new Set(described(json))
      assert.deepEqual(wanted.filter(route => !found.has(route)), [])
    })

    it('gives every operation an id of its own and every answer a description', async () => {
      const { json } = await call('GET', path)
      const operations = Object.values(json.paths).flatMap(item => Object.values(item).filter(o => o.responses))
      const ids = operations.map(o => o.operationId)
      assert.equal(new Set(ids).size, ids.length)
      assert.ok(ids.every(Boolean))
    })
  })
