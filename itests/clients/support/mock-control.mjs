// The control side of the mock: scripts, gates and counters, each under a script's name. `await`
// answers when a counter reaches a value, so a test waits for a fact and never for a time.

const COUNTERS = ['requests', 'holding', 'cancelled', 'completed']

class Script {
  steps = []
  calls = []
  counts = Object.fromEntries(COUNTERS.map(name => [name, 0]))
  waiters = []
  gates = []
  open = 0

  count(name, by = 1) {
    this.counts[name] += by
    this.waiters = this.waiters.filter(waiter => !waiter())
  }

  /** Each release lets one holder go on, now or when it comes; Infinity opens the gate for good. */
  release(permits) {
    this.open += permits
    while (this.open > 0 && this.gates.length) {
      this.open--
      this.gates.shift()()
    }
  }

  /** A caller that hangs up stops holding and takes no permit. */
  hold(abandoned) {
    this.count('holding')
    return new Promise(resolve => {
      this.gates.push(resolve)
      abandoned.then(() => {
        this.gates = this.gates.filter(gate => gate !== resolve)
        resolve()
      })
      this.release(0)
    })
  }

  until(name, value, ms) {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), ms)
      const reached = () => {
        if (this.counts[name] < value) return false
        clearTimeout(timer)
        resolve(true)
        return true
      }
      if (!reached()) this.waiters.push(reached)
    })
  }
}

export class Control {
  scripts = new Map()
  calls = 0

  script(name) {
    if (!this.scripts.has(name)) this.scripts.set(name, new Script())
    return this.scripts.get(name)
  }

  step({ name, step }) {
    return this.script(name).steps[step]
  }

  begin(name, request, headers) {
    const script = this.script(name)
    const attempt = script.calls.push({ request, authorization: headers.authorization })
    let abandon
    const abandoned = new Promise(resolve => (abandon = resolve))
    script.count('requests')
    return {
      id: `chatcmpl-${++this.calls}`,
      attempt,
      hold: () => script.hold(abandoned),
      end: finished => {
        abandon()
        script.count(finished ? 'completed' : 'cancelled')
      },
    }
  }

  /** PUT scripts/N, GET scripts/N, POST scripts/N/release?permits=, GET scripts/N/await?counter=&value=&ms= */
  async serve(request, response, body) {
    const url = new URL(request.url, 'http://mock')
    const [, , , name, action] = url.pathname.split('/')
    const answer = await this.act(this.script(name), request.method, action, url.searchParams, body)
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? { error: 'unknown control call' }))
  }

  async act(script, method, action, query, body) {
    if (method === 'PUT') script.steps = JSON.parse(body).steps
    else if (action === 'release') script.release(query.get('permits') === 'all' ? Infinity : Number(query.get('permits') ?? 1))
    else if (action === 'await') {
      const reached = await script.until(query.get('counter'), Number(query.get('value')), Number(query.get('ms') ?? 30_000))
      return { reached, ...script.counts }
    } else if (action) return undefined
    return { ...script.counts, calls: script.calls }
  }
}
