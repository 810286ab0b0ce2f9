// The few things the tests share: a counter, checks with words, a browser page that notes everything that
// must not happen (console errors, refused content, requests to other hosts, ID numbers on the screen).
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium'
const TIMEOUT = 15000
export const shots = process.env.SHOTS || ''
if (shots) mkdirSync(shots, { recursive: true })

export const result = { passed: 0, failed: 0 }

/** Runs one case; a failure is printed with its name and does not stop the others. */
export async function test(name, body) {
  try {
    await body()
    result.passed++
  } catch (cause) {
    result.failed++
    console.log(`FAILED ${name}\n    ${String(cause && cause.message).split('\n').slice(0, 12).join('\n    ')}`)
  }
}

export function check(condition, words) {
  if (!condition) throw new Error(words)
}
export function equal(actual, expected, words) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${words}: expected ${b}, got ${a}`)
}

// Interfaces newer than Chromium 86. Taking them away lets a new browser fail where an old one would.
function forgetNewInterfaces() {
  for (const [owner, names] of [
    [Array.prototype, ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with', 'group']],
    [String.prototype, ['at', 'isWellFormed', 'toWellFormed']],
    [Object, ['hasOwn', 'groupBy']],
    [window, ['structuredClone', 'reportError', 'scheduler', 'navigation']],
    [Promise, ['withResolvers', 'try']],
    [Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf']],
    [AbortSignal, ['timeout', 'any']],
    [Element.prototype, ['checkVisibility', 'setHTML']],
    [crypto, ['randomUUID']],
  ]) for (const name of names) if (name in owner) delete owner[name]
}

export async function launch() {
  check(existsSync(CHROMIUM), `${CHROMIUM} is missing: apt-get install chromium, or set CHROMIUM`)
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** A page of 1366x768 in Chinese at `base`; `faults` collects what must not happen. */
export async function open(browser, base, { lang = 'zh', isOld = false } = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(TIMEOUT)
  watchTraffic(page)
  if (isOld) await page.addInitScript(forgetNewInterfaces)
  const faults = []
  page.on('pageerror', (error) => faults.push('page error: ' + error.message))
  page.on('console', (message) => {
    // An answer of 4xx is logged by the browser itself; pages show it in words, which other cases check.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push('console: ' + message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('blob:')) faults.push('request to another host: ' + request.url())
  })
  const visit = async (path) => {
    await page.goto(`${base}/?lang=${lang}#${path}`)
    await page.locator('#page-title').waitFor()
    await settle(page)
  }
  return { page, context, faults, visit, lang, base, close: () => context.close() }
}

// Requests under way, per page.
const traffic = new WeakMap()
function watchTraffic(page) {
  const state = { open: 0, last: Date.now() }
  const change = (by) => () => {
    state.open = Math.max(0, state.open + by)
    state.last = Date.now()
  }
  page.on('request', change(1))
  page.on('requestfinished', change(-1))
  page.on('requestfailed', change(-1))
  traffic.set(page, state)
}

/** Waits until nothing is being read any more (and nothing new began within QUIET ms) and the view stands. */
const QUIET = 80
export async function settle(page) {
  const state = traffic.get(page)
  const end = Date.now() + TIMEOUT
  await page.waitForTimeout(QUIET / 2) // a click or a new address has begun its requests by now
  while ((state.open > 0 || Date.now() - state.last < QUIET) && Date.now() < end) await page.waitForTimeout(20)
  check(state.open === 0, `${state.open} requests without an answer`)
  await page.waitForFunction(() => document.querySelector('#page-title') && !document.querySelector('.waiting') && !document.querySelector('[aria-busy="true"]'))
  // A text whose {placeholders} nobody filled shows on every page alike, so every test looks.
  const blanks = (await page.locator('#app').innerText()).match(/\{[a-z_]+\}/g)
  check(!blanks, `unfilled in a text of ${page.url()}: ${blanks}`)
}

export async function shot(view, name, options = {}) {
  if (shots) await view.page.screenshot({ path: join(shots, `${name}.png`), ...options })
}

/** No serious finding of axe on the page as it stands. */
export async function accessible(view, name) {
  // As a function body through the debugger connection, since the content policy allows no inline script.
  await view.page.evaluate(axeSource)
  const violations = await view.page.evaluate(async () => {
    const { violations: found } = await window.axe.run(document, { resultTypes: ['violations'] })
    return found.map((one) => ({ id: one.id, impact: one.impact, where: one.nodes.slice(0, 3).map((node) => node.target.join(' ')) }))
  })
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
  check(!serious.length, `${name}: ${serious.map((one) => `${one.id} at ${one.where.join(' | ')}`).join('; ')}`)
}

export async function get(base, path) {
  const response = await fetch(base + '/v1' + path, { headers: { Accept: 'application/json' } })
  const body = await response.json().catch(() => null)
  return { status: response.status, body }
}

/** Text of the page without what is hidden. */
export const textOf = (view) => view.page.locator('#app').innerText()

export function noFaults(view) {
  const found = view.faults.splice(0)
  check(!found.length, found.slice(0, 4).join('; '))
}

/** No unmasked 18-digit number of a person (region 98 is the generator's; any region is refused). */
export async function noIdNumbers(view) {
  const found = /[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]/.exec(await view.page.content())
  check(!found, `an identity number stands in the page (${found && found[0].slice(0, 6)}…)`)
}
