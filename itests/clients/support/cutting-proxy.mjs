// A TCP proxy that breaks connections at seeded random moments: after some bytes of an answer, which
// is most often in the middle of an event, or when the answer is silent.
import { connect, createServer } from 'node:net'

const FIRST_EVENT = '\n\n'
const BUDGET = 8_000
const SILENCE_MS = [5, 60]
// Clients give up after five attempts in a row without an event.
const FRUITLESS = 3

/** A small generator of numbers from 0 to 1 (mulberry32): the same seed gives the same cuts. */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One connection: passes bytes on until its budget is used or the answer is silent. */
class Cut {
  constructor(proxy, client, upstream) {
    Object.assign(this, { proxy, client, upstream })
    this.budget = 1 + Math.floor(proxy.chance() * BUDGET)
    this.patient = proxy.connections === 1 || proxy.fruitless >= FRUITLESS
    this.text = ''
    this.events = 0
    client.on('data', bytes => upstream.write(bytes))
    upstream.on('data', bytes => this.pass(bytes))
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      one.on('error', () => other.destroy())
      one.on('close', () => (clearTimeout(this.timer), other.end()))
    }
  }

  pass(bytes) {
    clearTimeout(this.timer)
    // The first event may come in one packet with the headers: that packet goes through whole.
    const spared = this.patient && !this.events
    this.note(bytes)
    const due = !this.proxy.done() && !spared
    if (due && bytes.length >= this.budget) return this.cut(bytes.subarray(0, this.budget), 'bytes')
    this.budget = Math.max(1, this.budget - bytes.length)
    this.client.write(bytes)
    const [least, most] = SILENCE_MS
    const wait = least + this.proxy.chance() * (most - least)
    if (due && this.events) this.timer = setTimeout(() => this.cut(Buffer.alloc(0), 'silence'), wait)
  }

  /** Blank lines in the body; the one after the headers does not count. */
  note(bytes) {
    this.text = (this.text + bytes.toString('latin1')).slice(-65_536)
    const body = this.text.indexOf('\r\n\r\n')
    if (body >= 0 && this.text.indexOf(FIRST_EVENT, body + 4) >= 0) this.events = 1
  }

  cut(last, why) {
    if (this.client.destroyed) return
    this.proxy.count(this.events, why)
    this.upstream.destroy()
    this.client.write(last, () => this.client.resetAndDestroy())
  }
}

class CuttingProxy {
  cuts = 0
  connections = 0
  fruitless = 0

  constructor(target, { seed, wanted, onCut }) {
    Object.assign(this, { target, wanted, onCut, chance: random(seed) })
    this.server = createServer(client => this.accept(client))
  }

  done() {
    return this.cuts >= this.wanted
  }

  accept(client) {
    this.connections++
    const upstream = connect({ host: this.target.hostname, port: this.target.port })
    new Cut(this, client, upstream)
  }

  count(events, why) {
    this.cuts++
    this.fruitless = events ? 0 : this.fruitless + 1
    this.onCut(why, this.cuts)
  }
}

/**
 * Starts a proxy before `target` that breaks `wanted` connections; `onCut(why, number)` is told of
 * each, why being `bytes` or `silence`.
 */
export async function startCuttingProxy(target, options) {
  const proxy = new CuttingProxy(new URL(target), options)
  await new Promise(resolve => proxy.server.listen(0, '127.0.0.1', resolve))
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${proxy.server.address().port}`,
    close: () => new Promise(resolve => proxy.server.close(resolve)),
  })
}
