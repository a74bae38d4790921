// Clients wait one to six seconds before they connect again. A suite that breaks a hundred
// connections makes these waits short; under -Pdrills they stay as they are.
const SHORTER = 50

/** Makes every wait of one to six seconds in this process fifty times shorter. */
export function hurry() {
  if (process.env.DEMIJOHN_DRILLS === 'true') return
  const real = globalThis.setTimeout
  const shorter = (task, ms, ...rest) => real(task, ms >= 1_000 && ms <= 6_000 ? ms / SHORTER : ms, ...rest)
  globalThis.setTimeout = Object.assign(shorter, real)
}
