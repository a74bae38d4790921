/** Asks again, with a pause on the other side of the loop, until the answer is good or time is up. */
export async function eventually(ask, good, ms = 15_000) {
  const end = Date.now() + ms
  for (;;) {
    const answer = await ask()
    if (good(answer)) return answer
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms: ${JSON.stringify(answer)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
