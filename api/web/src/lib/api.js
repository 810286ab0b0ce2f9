// The one door to the server: /v1, JSON, problem+json.
//
// Every failure, also a broken line, becomes a Problem with a title and a next step in plain words, so
// that pages only have to show it.
import { lang, t } from './i18n.js'

export class Problem extends Error {
  constructor(body) {
    super(body.title)
    this.title = body.title
    this.detail = body.detail || ''
    this.next = body.next || ''
    this.code = body.code || ''
    this.status = body.status || 0
    this.place = body.place || null
    this.errors = body.errors || []
    this.total = body.total || this.errors.length
  }
}

export function url(path, params = {}) {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') search.append(key, String(value))
  }
  search.append('lang', lang.value)
  return '/v1' + path + '?' + search
}

async function problemOf(response) {
  const text = await response.text()
  let body = null
  try {
    body = JSON.parse(text)
  } catch {
    body = null // the web server library answers some broken requests in HTML
  }
  if (body && body.title) {
    const own = lang.value
    return new Problem({
      ...body,
      title: body['title_' + own] || body.title,
      next: body['next_' + own] || body.next,
      status: response.status,
    })
  }
  return new Problem({
    title: t('problem.status', { status: response.status }),
    next: t(response.status >= 500 ? 'problem.server_next' : 'problem.status_next'),
    code: 'http-' + response.status,
    status: response.status,
  })
}

async function call(target, options) {
  let response
  try {
    response = await fetch(target, { headers: { Accept: 'application/json' }, ...options })
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause
    throw new Problem({ title: t('problem.offline'), next: t('problem.offline_next'), code: 'offline' })
  }
  if (!response.ok) throw await problemOf(response)
  try {
    return await response.json()
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause
    throw new Problem({ title: t('problem.broken'), next: t('problem.server_next'), code: 'broken-body' })
  }
}

export const get = (path, params, signal) => call(url(path, params), { signal })

/** POST with a raw body (a sheet) or none. */
export const post = (path, params, body) =>
  call(url(path, params), {
    method: 'POST',
    body,
    headers: { Accept: 'application/json', 'Content-Type': 'application/octet-stream' },
  })

/** POST with a JSON body. */
export const postJson = (path, params, body) =>
  call(url(path, params), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
  })

/** A reply in plain text. */
export async function getText(path, params, signal) {
  const response = await fetch(url(path, params), { signal })
  if (!response.ok) throw await problemOf(response)
  return response.text()
}

/** A reply in plain text to a JSON body. */
export async function getTextByPost(path, params, body) {
  const response = await fetch(url(path, params), { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })
  if (!response.ok) throw await problemOf(response)
  return response.text()
}

/** Whatever was thrown, as a Problem. */
export function asProblem(cause) {
  if (cause instanceof Problem) return cause
  return new Problem({ title: t('problem.page'), detail: String(cause && cause.message), next: t('problem.page_next'), code: 'page' })
}
