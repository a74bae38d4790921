// A reader whose connection breaks a hundred times in one run sees every event once and in order.
import assert from 'node:assert/strict'
import { hurry } from '../support/clock.mjs'
import { agent, base, key } from '../support/demijohn.mjs'
import { startCuttingProxy } from '../support/cutting-proxy.mjs'
import { collect } from '../support/events.mjs'
import { callTools, script } from '../support/model.mjs'
import { eachSdk } from '../support/sdks.mjs'
import { it } from '../support/test.mjs'

hurry()

const CUTS = 100
const STEPS = 16
const PIECES = 60
const MODES = ['messages-tuple', 'updates']
const seed = Number(process.env.DEMIJOHN_SEED ?? Date.now() % 1_000_000)

const step = (_, n) => ({
  chunks: Array.from({ length: PIECES }, (_, i) => `word ${n}.${i} `),
  holdAt: PIECES / 2,
  ...(n < STEPS - 1 && callTools(['calculator', { expression: `${n}+1` }])),
})

eachSdk('a hundred broken connections', (client, sdk) => {
  const through = url => new sdk.Client({ apiUrl: url, apiKey: key, callerOptions: { maxRetries: 4 } })

  /** Reads a run to its end. A client that gives up joins again after the last event it saw. */
  async function readThrough(proxy, begin) {
    const events = []
    let run
    let joins = 0
    let stream = begin(through(proxy.url), created => (run = created))
    for (;;) {
      try {
        for await (const event of stream) events.push(event)
        return { events, run, joins }
      } catch (error) {
        assert.ok(proxy.connections > 0 && run, `not a broken connection: ${error.stack}`)
        assert.ok(++joins <= CUTS + 1, `it joined ${joins} times: ${error}`)
        const last = events.at(-1)?.id
        stream = through(proxy.url).runs.joinStream(run.thread_id, run.run_id, { lastEventId: last ?? '-1', streamMode: MODES })
      }
    }
  }

  it(`leave every event once and in order (seed ${seed})`, async test => {
    const model = await script(...Array.from({ length: STEPS }, step))
    const { thread_id: thread } = await client.threads.create()
    const kinds = { bytes: 0, silence: 0 }
    const onCut = (why, number) => {
      kinds[why]++
      model.release(why === 'silence' ? 1 : 0)
      if (number === CUTS) model.release('all')
    }
    const proxy = await startCuttingProxy(base, { seed, wanted: CUTS, onCut })
    test.after(() => proxy.close())
    const { events, run, joins } = await readThrough(proxy, (own, onRunCreated) =>
      own.runs.stream(thread, agent, {
        input: model.input,
        streamMode: MODES,
        streamResumable: true,
        config: { recursion_limit: 100 },
        onRunCreated,
      }),
    )
    const whole = await collect(client.runs.joinStream(thread, run.run_id, { lastEventId: '-1', streamMode: MODES }))
    const shown = list => list.map(event => [event.id, event.event, event.data])
    test.diagnostic(`${proxy.cuts} cuts (${kinds.bytes} in mid-answer, ${kinds.silence} in silence), ${proxy.connections} connections, ${joins} explicit joins, ${events.length} events`)
    assert.deepEqual(whole.filter(event => event.event === 'error'), [])
    assert.equal(proxy.cuts, CUTS)
    assert.equal(new Set(whole.map(event => event.id)).size, whole.length)
    assert.ok(whole.length > STEPS * PIECES, String(whole.length))
    assert.deepEqual(shown(events), shown(whole))
    assert.equal((await client.runs.get(thread, run.run_id)).status, 'success')
    if (sdk.version === '1.15.0') assert.equal(joins, 0, 'it connects again by itself')
    if (sdk.version === '2.0.0') assert.ok(joins <= CUTS / 5, `it connects again by itself five times a stream, and joined ${joins} times`)
  }, 600_000)
})
