// A page for React hooks: jsdom's window with Node's own fetch, and a component that shows a hook.
import { JSDOM } from 'jsdom'

export const ORIGIN = 'http://localhost:3000'
const { window } = new JSDOM('<!doctype html><div id="root"></div>', { url: ORIGIN })
for (const name of ['window', 'document', 'navigator', 'sessionStorage', 'HTMLElement', 'HTMLIFrameElement', 'Node'])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true })

const { createElement, useEffect } = await import('react')
const { createRoot } = await import('react-dom/client')

/**
 * Mounts a component that calls the hook, with its effects run; `current()` is the hook's latest
 * value and `until` waits for a render that satisfies the test.
 */
export async function mountHook(useHook) {
  let current
  let mounted
  let waiters = []
  const ready = new Promise(resolve => (mounted = resolve))
  const Host = () => {
    current = useHook()
    useEffect(mounted, [])
    queueMicrotask(() => (waiters = waiters.filter(waiter => !waiter())))
    return createElement('span', null, (current.messages ?? []).map(m => m.content).join('|'))
  }
  const element = document.body.appendChild(document.createElement('div'))
  const root = createRoot(element)
  root.render(createElement(Host))
  await ready
  return {
    current: () => current,
    text: () => element.textContent,
    unmount: () => root.unmount(),
    until(good, what = good, ms = 20_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`never rendered: ${what}; last ${JSON.stringify(current?.messages)}`)), ms)
        const check = () => {
          if (!current || !good(current)) return false
          clearTimeout(timer)
          resolve(current)
          return true
        }
        if (!check()) waiters.push(check)
      })
    },
  }
}
