// What a receiver of webhooks hears: once, signed, again after trouble; and whom we do not call.
import assert from 'node:assert/strict'
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before } from 'node:test'
import { agent, call, eventually } from '../support/demijohn.mjs'
import { say, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'
import { it } from '../support/test.mjs'

const secret = process.env.CLIENTS_WEBHOOK_SECRET

/** A receiver that answers each path with its next status, and keeps what it heard. */
class Receiver {
  heard = new Map()
  plans = new Map()

  async listen() {
    this.server = createServer(async (request, response) => {
      const parts = []
      for await (const part of request) parts.push(part)
      const list = this.heard.get(request.url) ?? []
      this.heard.set(request.url, [...list, { headers: request.headers, body: Buffer.concat(parts).toString() }])
      response.writeHead(this.plans.get(request.url)?.shift() ?? 200, { location: '/elsewhere' }).end('thanks')
    })
    await new Promise(resolve => this.server.listen(0, '127.0.0.1', resolve))
    this.port = this.server.address().port
  }

  close() {
    return new Promise(resolve => (this.server.close(resolve), this.server.closeAllConnections()))
  }

  hook(...statuses) {
    const path = `/${randomUUID()}`
    this.plans.set(path, statuses)
    const until = (count, ms = 30_000) => eventually(() => this.heard.get(path) ?? [], heard => heard.length >= count, ms)
    return { url: `http://127.0.0.1:${this.port}${path}`, until, heard: () => this.heard.get(path) ?? [] }
  }
}

/** As a receiver does it that has only the Standard Webhooks specification. */
function verify({ headers, body }) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  const good = signatures.split(' ').some(signature => {
    const [version, value] = signature.split(',')
    const given = Buffer.from(value, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
  assert.ok(good, `signature ${signatures}`)
  assert.ok(Math.abs(Date.now() / 1000 - Number(timestamp)) < 60)
  return JSON.parse(body)
}

eachSdk('webhooks', client => {
  const receiver = new Receiver()
  before(() => receiver.listen())
  after(() => receiver.close())
  const thread = async () => (await client.threads.create()).thread_id
  const notice = (id, run) => call('GET', `/threads/${id}/runs/${run}`).then(answer => answer.json.webhook)

  it('tell the end of a run, signed, with its values', async () => {
    const id = await thread()
    const hook = receiver.hook()
    const model = await script(say('told'))
    const run = await client.runs.create(id, agent, { input: model.input, webhook: hook.url, metadata: { mine: 1 } })
    const [heard] = await hook.until(1)
    const body = verify(heard)
    assert.equal(heard.headers['content-type'], 'application/json')
    assert.deepEqual([body.run_id, body.thread_id, body.status, body.metadata.mine, body.error], [run.run_id, id, 'success', 1, null])
    assert.deepEqual(body.values, (await client.threads.getState(id)).values)
    assert.ok(body.run_started_at <= body.run_ended_at && body.run_ended_at <= body.webhook_sent_at)
    await eventually(() => notice(id, run.run_id), found => found.status === 'delivered')
  })

  it('tell a failure', async () => {
    const id = await thread()
    const hook = receiver.hook()
    const model = await script({ fault: { kind: 'status', status: 400, message: 'scripted refusal' } })
    await client.runs.create(id, agent, { input: model.input, webhook: hook.url })
    const body = verify((await hook.until(1))[0])
    assert.equal(body.status, 'error')
    assert.match(body.error, /\S/)
  })

  it('are sent again under the same id after a 500', async () => {
    const id = await thread()
    const hook = receiver.hook(500)
    const model = await script(say('again'))
    const run = await client.runs.create(id, agent, { input: model.input, webhook: hook.url })
    const heard = await hook.until(2, 60_000)
    for (const one of heard) verify(one)
    assert.equal(heard[0].headers['webhook-id'], heard[1].headers['webhook-id'])
    await eventually(() => notice(id, run.run_id), found => found.status === 'delivered')
    assert.equal(hook.heard().length, 2)
  }, 90_000)

  it('do not follow a redirect, and give a gone receiver up', async () => {
    for (const status of [307, 410]) {
      const id = await thread()
      const hook = receiver.hook(status)
      const model = await script(say('x'))
      const run = await client.runs.create(id, agent, { input: model.input, webhook: hook.url })
      const given = await eventually(() => notice(id, run.run_id), found => found.status === 'given_up')
      assert.match(given.reason, new RegExp(String(status)))
      assert.equal(hook.heard().length, 1)
    }
    assert.equal(receiver.heard.has('/elsewhere'), false)
  })

  it('do not go to a private address', async () => {
    const id = await thread()
    const model = await script(say('x'))
    for (const host of ['10.0.0.1', '169.254.169.254', '[fd00::1]', '127.0.0.2.nip.invalid', '0.0.0.0']) {
      const run = await client.runs.create(id, agent, { input: model.input, webhook: `http://${host}:${receiver.port}/inner` })
      await client.runs.join(id, run.run_id)
      const found = await eventually(() => notice(id, run.run_id), one => ['given_up', 'owed'].includes(one.status) && one.reason)
      if (!host.endsWith('invalid')) assert.match(found.reason, /not a public address/)
    }
    assert.equal(receiver.heard.has('/inner'), false)
  })

  it('that are no addresses are refused', async () => {
    const id = await thread()
    for (const webhook of ['/relative', 'ftp://x.org/', 'https://u:p@x.org/', 'not an address', 7]) {
      const refused = await call('POST', `/threads/${id}/runs`, { body: { assistant_id: agent, input: { messages: 'x' }, webhook } })
      assert.equal(refused.status, 422, JSON.stringify(webhook))
      assert.match(refused.json.detail, /^webhook must/)
    }
  })
})
