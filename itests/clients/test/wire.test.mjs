// What no SDK shows but every SDK needs: headers, and the bytes between them.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe } from 'node:test'
import { agent, base, call, eventually, key, send, UUID } from '../support/demijohn.mjs'
import { rawEvents } from '../support/events.mjs'
import { callTools, say, script } from '../support/model.mjs'
import { it } from '../support/test.mjs'

const origin = process.env.CLIENTS_ORIGIN
const thread = async () => (await call('POST', '/threads', { body: {} })).json.thread_id
const list = header => (header ?? '').toLowerCase().split(/\s*,\s*/)
const runOf = response => response.headers.get('content-location').split('/').at(-1)

async function all(response) {
  const events = []
  for await (const event of rawEvents(response)) events.push(event)
  return events
}

describe('browsers', () => {
  const preflight = from =>
    fetch(`${base}/threads`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key,last-event-id',
      },
    })

  it('from an allowed origin may send what the SDK sends', async () => {
    const answer = await preflight(origin)
    assert.ok(answer.ok, String(answer.status))
    assert.equal(answer.headers.get('access-control-allow-origin'), origin)
    const headers = list(answer.headers.get('access-control-allow-headers'))
    for (const name of ['content-type', 'x-api-key', 'last-event-id', 'authorization'])
      assert.ok(headers.includes(name), `${name} in ${headers}`)
    const methods = list(answer.headers.get('access-control-allow-methods'))
    for (const name of ['get', 'post', 'put', 'patch', 'delete']) assert.ok(methods.includes(name), `${name} in ${methods}`)
  })

  it('may read the headers the SDK reads', async () => {
    for (const [method, path, body] of [['POST', '/assistants/search', {}], ['GET', '/threads/x', undefined]]) {
      const answer = await send(method, path, { body, headers: { origin } })
      await answer.text()
      assert.equal(answer.headers.get('access-control-allow-origin'), origin)
      const exposed = list(answer.headers.get('access-control-expose-headers'))
      for (const name of ['content-location', 'location', 'x-pagination-next', 'x-pagination-total'])
        assert.ok(exposed.includes(name), `${name} in ${exposed}`)
    }
  })

  it('from elsewhere may not', async () => {
    const elsewhere = 'http://elsewhere.example'
    for (const answer of [await preflight(elsewhere), await send('POST', '/threads/search', { body: {}, headers: { origin: elsewhere } })]) {
      await answer.text()
      const allowed = answer.headers.get('access-control-allow-origin')
      assert.ok(allowed === null || (allowed !== elsewhere && allowed !== '*'), String(allowed))
    }
  })
})

describe('keys', () => {
  const ask = headers => fetch(`${base}/threads/search`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' })

  it('are needed, as x-api-key or bearer', async () => {
    assert.equal((await ask({ 'x-api-key': key })).status, 200)
    assert.equal((await ask({ authorization: `Bearer ${key}` })).status, 200)
    for (const headers of [{}, { 'x-api-key': 'wrong' }, { authorization: 'Bearer wrong' }]) {
      const answer = await ask(headers)
      assert.ok([401, 403].includes(answer.status), String(answer.status))
      assert.match((await answer.json()).detail, /\S/)
    }
  })

  it('are not needed to ask whether it is there', async () => {
    assert.deepEqual(await (await fetch(`${base}/ok`)).json(), { ok: true })
    for (const path of ['/health/live', '/health/ready']) assert.equal((await fetch(base + path)).status, 200, path)
    const info = (await call('GET', '/info')).json
    assert.match(info.version, /\d/)
    assert.equal(info.flags.assistants, true)
  })
})

describe('runs on the wire', () => {
  const body = (model, extra) => ({ assistant_id: agent, input: model.input, ...extra })

  it('say where they are', async () => {
    const id = await thread()
    for (const path of ['runs', 'runs/wait', 'runs/stream']) {
      const model = await script(say('x'))
      const answer = await send('POST', `/threads/${id}/${path}`, { body: body(model) })
      assert.match(answer.headers.get('content-location'), new RegExp(`^/threads/${id}/runs/[0-9a-f-]{36}$`), path)
      assert.match(runOf(answer), UUID)
      if (path === 'runs/stream')
        assert.equal(answer.headers.get('location'), `/threads/${id}/runs/${runOf(answer)}/stream`)
      await answer.text()
      await (await send('GET', `/threads/${id}/runs/${runOf(answer)}/join`)).text()
    }
    const model = await script(say('x'))
    for (const path of ['/runs/wait', '/runs/stream']) {
      const answer = await send('POST', path, { body: body(model) })
      assert.match(answer.headers.get('content-location'), /^\/runs\/[0-9a-f-]{36}$/, path)
      await answer.text()
    }
  })

  it('waited for send headers at once and values at the end', async () => {
    const id = await thread()
    const model = await script({ ...say('a ', 'b'), holdAt: 0 })
    const waiting = await send('POST', `/threads/${id}/runs/wait`, { body: body(model) })
    assert.equal(waiting.status, 200)
    const joining = await send('GET', `/threads/${id}/runs/${runOf(waiting)}/join`)
    assert.equal(joining.status, 200)
    assert.equal((await model.counts()).completed, 0)
    await model.until('holding')
    await model.release()
    for (const answer of [waiting, joining]) assert.equal((await answer.json()).messages.at(-1).content, 'a b')
  })

  it('that fail while waited for answer 200 and __error__', async () => {
    const model = await script({ fault: { kind: 'status', status: 400 } })
    const answer = await call('POST', `/threads/${await thread()}/runs/wait`, { body: body(model) })
    assert.equal(answer.status, 200)
    assert.equal(typeof answer.json.__error__.error, 'string')
    assert.equal(typeof answer.json.__error__.message, 'string')
  })

  it('cancelled answer 202 at once or 204 after the stop, without a body', async () => {
    for (const [wait, status] of [['0', 202], ['1', 204]]) {
      const id = await thread()
      const model = await script({ ...say('a ', 'b'), holdAt: 1 })
      const { json: run } = await call('POST', `/threads/${id}/runs`, { body: body(model) })
      await model.until('holding')
      const answer = await call('POST', `/threads/${id}/runs/${run.run_id}/cancel?wait=${wait}&action=interrupt`)
      assert.deepEqual([answer.status, answer.text], [status, ''])
      await model.until('cancelled')
    }
  })

  it('do not hold a reader up behind an unread one', async () => {
    const id = await thread()
    const model = await script({ ...say('a ', 'b'), holdAt: 1 })
    const { json: run } = await call('POST', `/threads/${id}/runs`, { body: body(model, { stream_mode: 'messages-tuple', stream_resumable: true }) })
    await model.until('holding')
    const path = `/threads/${id}/runs/${run.run_id}/stream`
    const [unread, read] = [await send('GET', path, { headers: { 'last-event-id': '-1' } }), await send('GET', path, { headers: { 'last-event-id': '-1' } })]
    await model.release()
    assert.ok((await all(read)).length > 2)
    assert.ok((await all(unread)).length > 2)
  })
})

const shown = event => [event.id, event.event, JSON.parse(event.data)]

describe('event streams on the wire', () => {
  const modes = ['values', 'updates', 'messages-tuple']

  async function start(model, extra) {
    const id = await thread()
    const response = await send('POST', `/threads/${id}/runs/stream`, {
      body: { assistant_id: agent, input: model.input, stream_mode: modes, stream_resumable: true, ...extra },
    })
    return { id, response, run: runOf(response), path: `/threads/${id}/runs/${runOf(response)}/stream` }
  }

  it('are one line of data per event, each with an id, never cached', async () => {
    const model = await script(callTools(['calculator', { expression: '1+1' }]), say('two\nlines\r\nand é ✓ 🙂'))
    const { response } = await start(model)
    assert.match(response.headers.get('content-type'), /^text\/event-stream/)
    assert.match(response.headers.get('cache-control'), /no-(cache|store)/)
    const events = await all(response)
    assert.equal(events[0].event, 'metadata')
    for (const event of events) {
      assert.ok(event.id, JSON.stringify(event))
      assert.equal(event.data.includes('\n'), false)
      JSON.parse(event.data)
    }
    const values = JSON.parse(events.findLast(e => e.event === 'values').data)
    assert.equal(values.messages.at(-1).content, 'two\nlines\r\nand é ✓ 🙂')
  })

  it('cut in mid-stream go on from the last id: each event once', async () => {
    const model = await script(
      callTools(['calculator', { expression: '2+3' }]),
      { ...say('one ', 'two ', 'three ', 'four'), holdAt: 2 },
    )
    const { response, path } = await start(model)
    const before = []
    for await (const event of rawEvents(response)) {
      before.push(event)
      if (event.event === 'messages' && JSON.parse(event.data)[0].content === 'two ') break
    }
    await model.until('holding')
    const again = await send('GET', path, { headers: { 'last-event-id': before.at(-1).id } })
    await model.release()
    const after = await all(again)
    const whole = await all(await send('GET', path, { headers: { 'last-event-id': '-1' } }))
    const seen = [...before, ...after].map(shown)
    assert.deepEqual(seen, whole.map(shown))
    assert.equal(new Set(seen.map(([id]) => id)).size, seen.length)
    const text = seen.filter(([, event]) => event === 'messages').map(([, , data]) => data[0])
    assert.equal(text.filter(m => m.type !== 'tool').map(m => m.content).join(''), 'one two three four')
  })

  it('from any of their ids give the rest, after the end too', async () => {
    const model = await script(say('a ', 'b ', 'c'))
    const { response, path } = await start(model)
    const live = await all(response)
    for (const [i, event] of live.entries()) {
      const rest = await all(await send('GET', path, { headers: { 'last-event-id': event.id } }))
      assert.deepEqual(rest.map(e => e.id), live.slice(i + 1).map(e => e.id))
    }
  })

  it('without a last id give only what is new', async () => {
    const model = await script({ ...say('a ', 'b ', 'c'), holdAt: 1 })
    const { response, path } = await start(model)
    for await (const event of rawEvents(response)) // the model's having sent it is not enough
      if (event.event === 'messages' && JSON.parse(event.data)[0].content === 'a ') break
    await model.until('holding')
    const joined = await send('GET', path)
    await model.release()
    const text = (await all(joined)).filter(e => e.event === 'messages').map(e => JSON.parse(e.data)[0].content)
    assert.equal(text.filter(Boolean).join(''), 'b c')
    assert.deepEqual(await all(await send('GET', path)), [])
  })

  it('keep to the modes a joining reader asks for', async () => {
    const model = await script(say('a ', 'b'))
    const { path, response } = await start(model)
    await response.text()
    const queries = ['stream_mode=updates', `stream_mode=${encodeURIComponent('["updates"]')}`, 'stream_mode=updates&stream_mode=updates']
    for (const query of queries) {
      const events = await all(await send('GET', `${path}?${query}`, { headers: { 'last-event-id': '-1' } }))
      const names = new Set(events.map(e => e.event))
      assert.ok(names.has('updates') && !names.has('values') && !names.has('messages'), `${query}: ${[...names]}`)
    }
  })

  it('have a heartbeat of one line while nothing happens', async () => {
    const model = await script({ ...say('a ', 'b'), holdAt: 1 })
    const { response } = await start(model)
    const decoder = new TextDecoder()
    let text = ''
    for await (const bytes of response.body) {
      text += decoder.decode(bytes, { stream: true })
      if (/^:.*\n/m.test(text)) break
    }
    assert.doesNotMatch(text, /^:[^\n]*\n\n/m)
    await model.release()
  })

  it('have ended runs by the time they end', async () => {
    const model = await script(say('a'))
    const { id, run, response } = await start(model)
    await response.text()
    assert.equal((await call('GET', `/threads/${id}/runs/${run}`)).json.status, 'success')
  })
})

describe('abuse', () => {
  it('of sizes is refused in the dialect asked', async () => {
    const big = 'x'.repeat(64 * 1024 * 1024)
    const answer = await send('POST', '/threads', { body: JSON.stringify({ metadata: { big } }) }).catch(error => error)
    if (answer instanceof Error) assert.match(String(answer.cause?.code ?? answer.cause), /EPIPE|ECONNRESET|UND_ERR_SOCKET|SocketError/)
    else assert.equal(answer.status, 413)
    assert.equal((await call('GET', '/ok')).status, 200)
  })

  it('of headers is refused', async () => {
    const answer = await fetch(`${base}/ok`, { headers: { 'x-big': 'y'.repeat(200_000) } }).catch(error => error)
    if (!(answer instanceof Error)) assert.equal(answer.status, 431)
    assert.equal((await call('GET', '/ok')).status, 200)
  })

  it('by unknown paths and methods is answered with detail', async () => {
    for (const [method, path, statuses] of [['GET', '/no/such/path', [404]], ['PUT', '/threads', [404, 405]]]) {
      const answer = await call(method, path, method === 'PUT' ? { body: {} } : {})
      assert.ok(statuses.includes(answer.status), `${path}: ${answer.status}`)
      assert.match(answer.json.detail, /\S/)
    }
  })

  it('by readers that vanish leaves the run alone', async () => {
    const id = await thread()
    const model = await script({ ...say('a ', 'b'), holdAt: 1 })
    const json = JSON.stringify({ assistant_id: agent, input: model.input, stream_mode: 'messages-tuple' })
    const { hostname, port } = new URL(base)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /threads/${id}/runs/stream HTTP/1.1\r\nhost: ${hostname}\r\nx-api-key: ${key}\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
    )
    await model.until('holding')
    socket.resetAndDestroy()
    await model.release()
    const [run] = await eventually(async () => (await call('GET', `/threads/${id}/runs`)).json, runs => runs[0]?.status === 'success')
    assert.equal(run.status, 'success')
  })
})
