// A stand-in for the server: serves api/web/dist with the real content policy and answers /v1 from
// fixtures.mjs in the shapes of docs/formats.md. For work on the console and for its tests where the real
// server is not at hand.
//
//     node mock.mjs [port]        prints the address; port 0 takes any free one
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as data from './fixtures.mjs'

const dist = fileURLToPath(new URL('../../api/web/dist/', import.meta.url))
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
const HEADERS = {
  'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}
const known = new Set(['lang', 'limit', 'after', 'order', 'q'])

function problem(status, code, zh, en, next = '', extra = {}) {
  return { status, body: { type: `https://duikou.example/problems/${code}`, code, status, title: zh, title_zh: zh, title_en: en, detail: next, next, next_zh: next, next_en: next, ...extra } }
}
const ok = (body) => ({ status: 200, body })
const missing = () => problem(404, 'record-missing', '没有这条记录', 'There is no such record', '请从列表里打开。')

function compare(op, a, b) {
  const [x, y] = typeof a === 'number' ? [a, Number(b)] : [String(a ?? ''), b]
  switch (op) {
    case 'eq': return Array.isArray(a) ? a.includes(b) : String(a) === b
    case 'ne': return String(a) !== b
    case 'le': return x <= y
    case 'ge': return x >= y
    case 'lt': return x < y
    case 'gt': return x > y
    case 'like': return x.includes(b)
    default: return b.split(',').includes(String(a))
  }
}

function list(register, query) {
  let items = data.rows[register.key]
  for (const [key, text] of query) {
    if (known.has(key)) continue
    const field = register.fields.find((one) => one.key === key)
    if (!field) return problem(400, 'param-unknown', `没有名为“${key}”的项目`, `There is no field "${key}"`, `最接近的是：${register.fields[0].key}`)
    const [, op, value] = /^(\w+)\.(.*)$/.exec(text) || []
    if (!op) return problem(400, 'operator-unknown', `“${text}”不是条件`, `"${text}" is no condition`, '写成 eq.值')
    if (field.codes && op === 'eq' && !(value in data.names[field.codes])) return problem(400, 'code-unknown', `${field.title.zh}里没有“${value}”`, `${field.title.en} has no "${value}"`, `请改成下列之一：${Object.entries(data.names[field.codes]).slice(0, 2).flat().join(' ')}`)
    items = items.filter((item) => compare(op, item[key], value))
  }
  const q = query.get('q')
  if (q) items = items.filter((item) => [item.no, item.label, item.class_name, item.ent_name, item.name].some((text) => text && String(text).includes(q)))
  const [key, direction] = (query.get('order') || '').split('.')
  if (key) items = [...items].sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.id - b.id) * (direction === 'desc' ? -1 : 1))
  const limit = Number(query.get('limit') || 50)
  const after = Number(query.get('after') || 0)
  const from = after ? items.findIndex((item) => item.id === after) + 1 : 0
  const page = items.slice(from, from + limit)
  return ok({ register: register.key, as_of: '2026-03-02', seq: 812, total: items.length, next: from + limit < items.length ? page[page.length - 1].id : null, items: page, names: data.names })
}

function read(register, id) {
  const item = data.rows[register.key].find((one) => one.id === Number(id))
  if (!item) return missing()
  const { id: _, no, label, ...record } = item
  const source = { batch: 1, file: '名单.xlsx', sheet: '一班', row: item.id + 2, user: 'local', at: '2026-02-28T09:12:00+08:00' }
  return ok({ register: register.key, id: item.id, no, seq: 500 + item.id, record, names: data.names, provenance: Object.fromEntries(Object.keys(record).map((key) => [key, source])) })
}

function importSheet(state, register, query, size) {
  const name = query.get('filename') || ''
  if (size === 0) return problem(400, 'sheet-empty', '这个文件是空的', 'The file is empty', '请在表格里填上内容再导入。', { place: { file: name } })
  const isDry = query.get('dry_run') === '1'
  const isBad = name.includes('bad')
  const mapping = register.fields.slice(0, 6).map((field, i) => ({ column: String.fromCharCode(65 + i), header: field.title.zh, register: register.key, field: field.key, how: i % 2 ? 'synonym' : 'title' }))
  mapping.push({ column: 'G', header: '序号', register: null, field: null, how: null })
  const errors = isBad
    ? [7, 12, 19].map((row) => ({ code: 'code-unknown', title: '专业代码里没有“70020”', next: '请改成下列之一：700206 汽车运用与维修', place: { file: name, sheet: '一班', row, column: 'C', field: '专业代码' } }))
    : []
  const counts = { rows: 45, new: isBad ? 0 : 40, changed: isBad ? 0 : 3, same: isBad ? 42 : 2, refused: errors.length }
  let batch = 0
  if (!isDry && !isBad) {
    batch = state.batches.length + 1
    state.batches.push({ batch, kind: 'import', file: name, sheet: '一班', user: 'local', unit: null, at: '2026-03-02T10:00:00+08:00', new: 40, changed: 3, same: 2, deleted: 0, undoes: null, undone_by: null })
  }
  return ok({ batch, seq: 812 + batch, dry_run: isDry, register: register.key, file: name, format: 'csv', sheet: '一班', header_row: 2, ...counts, mapping, errors })
}

/** Staging: the file's name decides what a check finds, as in importSheet. */
function uploads(state, method, id, verb, query, size) {
  if (method === 'GET' && !id) return ok({ uploads: state.uploads })
  if (method === 'POST' && !id) {
    if (size === 0) return problem(400, 'sheet-empty', '这个文件是空的', 'The file is empty', '请在表格里填上内容再导入。', { place: { file: query.get('filename') } })
    const upload = { upload: state.uploads.length + 1, register: query.get('register') || 'trainees', file: query.get('filename'), sha256: '', size, sender: query.get('sender'), user: 'local', unit: null, at: '2026-03-02T10:00:00+08:00', state: 'staged', has_bytes: true, keep_until: null, again: null, mapping: {}, batch: null, rows: null, new: null, changed: null, same: null, refused: null }
    state.uploads.push(upload)
    return { status: 201, body: upload }
  }
  const upload = state.uploads[Number(id) - 1]
  if (!upload) return missing()
  if (verb === 'check' || verb === 'commit') {
    const register = data.registers.find((one) => one.key === upload.register)
    const { body } = importSheet(state, register, new URLSearchParams({ filename: upload.file, dry_run: verb === 'check' ? '1' : '0' }), size + 1)
    const task = { task: state.tasks.length + 1, kind: verb, state: 'done', stage: null, done: 0, total: null, upload: upload.upload, batch: body.batch || null, user: 'local', at: upload.at, ended: upload.at, result: { ...body, total: body.errors.length, details: [] }, problem: null }
    if (verb === 'commit') upload.state = 'committed'
    state.tasks.push(task)
    return { status: 202, body: task }
  }
  return ok(upload)
}

function undo(state, number) {
  const batch = state.batches.find((one) => one.batch === number)
  if (!batch) return missing()
  if (number === 1) return problem(409, 'undo-overlaid', '批次 1 不能撤销：批次 3 后来改过同样的内容', 'Batch 1 cannot be undone: batch 3 changed the same values later', '请先撤销批次 3。')
  const by = state.batches.length + 1
  batch.undone_by = by
  state.batches.push({ ...batch, batch: by, kind: 'undo', undoes: number, undone_by: null, new: 0, changed: 0, deleted: batch.new })
  return ok({ batch: by, seq: 1630, dry_run: false, register: 'trainees', file: batch.file, new: 0, changed: 0, same: 0, refused: 0, rows: 0, mapping: [], errors: [] })
}

function answer(state, method, path, query, size) {
  const [first, id, verb, other] = path.split('/').filter(Boolean).slice(1).map(decodeURIComponent)
  if (method === 'POST' && first === 'batches' && verb === 'undo') return undo(state, Number(id))
  if (first === 'uploads') return uploads(state, method, id, verb, query, size)
  if (first === 'tasks') return ok(state.tasks[Number(id) - 1])
  if (first === 'home') {
    const counts = Object.fromEntries(data.registers.map((one) => [one.key, one.count]))
    return ok({ as_of: '2026-03-02', zone: '+08:00', counts, seq: 812, try: data.rows.trainees.slice(0, 3).map((one) => ({ trainee: one.id, no: one.no, label: one.label, line: `${data.names.specialty[one.specialty_code]} · ${one.class_name}` })), batches: state.batches.length })
  }
  if (first === 'registers') return ok({ registers: data.registers })
  if (first === 'ask') return ok({ facts: [] })
  if (first === 'notices') return ok({ notices: [] })
  if (first === 'batches') return ok({ batches: state.batches })
  if (first === 'forecasts') {
    const code = query.get('specialty')
    if (!code) return ok(data.forecastList())
    if (!(code in data.names.specialty)) return problem(400, 'code-unknown', `专业代码里没有“${code}”`, `There is no specialty "${code}"`, '请改成下列之一：700206 汽车运用与维修')
    return ok(data.forecast(code, Number(query.get('horizon') || 36)))
  }
  if (first === 'quota') return query.get('intake') === '1999' ? ok({ ...data.quota, intake: '1999', status: 'infeasible', plan: [], conflict: ['beds', 'change'] }) : ok(data.quota)
  const register = data.registers.find((one) => one.key === first)
  if (!register) return problem(404, 'register-unknown', `没有名为“${first}”的登记册`, `There is no register "${first}"`, '请从左边的列表里选。')
  if (method === 'POST' && id === 'import') return importSheet(state, register, query, size)
  if (!id) return list(register, query)
  if (verb === 'matches.txt') {
    const list = data.matches('posts_for_trainee', data.rows[first].find((one) => one.id === Number(id)), 5)
    const lines = list.matches.map((match) => `${match.rank}. ${match.label}  ${(match.score / 100).toFixed(1)} 分\n   ${match.line}\n   ${match.summary}\n`)
    return { status: 200, body: `${list.subject.label} 的推荐岗位（2026-03-02）\n${lines.join('')}` }
  }
  if (verb === 'matches' && other) {
    const list = data.matches('posts_for_trainee', data.rows.trainees.find((one) => one.id === Number(id)), 5)
    const match = list.matches.find((one) => one.post === Number(other)) || list.matches[0]
    if (!match) return missing()
    const standing = { gates: 'pass', score: match.score, rank: 41 }
    const change = { kind: 'certificate', words: '取得焊工特种作业证（48 学时，2026-06-12 起）', hours: 48, ready_on: '2026-06-12', course: null }
    const lift = { changes: [change], hours: 48, ready_on: '2026-06-12', is_late: false, after: { gates: 'pass', score: match.score, rank: 3 } }
    return ok({ as_of: '2026-03-02', seq: 812, weights: 'default/1', subject: list.subject, match, before: standing, candidates: 57, seats: 3, lifts: [lift], gaps: [change] })
  }
  if (verb === 'matches') {
    const subject = data.rows[first].find((one) => one.id === Number(id))
    if (!subject) return missing()
    return ok(data.matches(first === 'trainees' ? 'posts_for_trainee' : 'trainees_for_post', subject, Number(query.get('top') || 5)))
  }
  return read(register, id)
}

async function file(path) {
  const name = normalize(path === '/' ? '/index.html' : path)
  if (!extname(name)) return null
  try {
    return { type: types[extname(name)] || 'application/octet-stream', bytes: await readFile(join(dist, name)) }
  } catch {
    return null
  }
}

/** Starts the mock; resolves to { url, close }. */
export function start(port = 0) {
  const state = {
    uploads: [],
    tasks: [],
    batches: [
      { batch: 1, kind: 'import', file: '名单.xlsx', sheet: '一班', user: 'local', unit: null, at: '2026-02-28T09:12:00+08:00', new: 124, changed: 0, same: 0, deleted: 0, undoes: null, undone_by: null },
      { batch: 2, kind: 'import', file: '岗位.xlsx', sheet: '岗位信息', user: 'local', unit: null, at: '2026-02-28T09:13:00+08:00', new: 62, changed: 0, same: 0, deleted: 0, undoes: null, undone_by: null },
      { batch: 3, kind: 'import', file: '名单-改.xlsx', sheet: '一班', user: 'local', unit: null, at: '2026-03-01T16:40:00+08:00', new: 0, changed: 11, same: 113, deleted: 0, undoes: null, undone_by: null },
    ],
  }
  const server = createServer(async (request, response) => {
    const target = new URL(request.url, 'http://mock')
    let size = 0
    for await (const chunk of request) size += chunk.length
    if (!target.pathname.startsWith('/v1/')) {
      const found = await file(target.pathname)
      response.writeHead(found ? 200 : 404, { ...HEADERS, 'Content-Type': found ? found.type : 'text/plain' })
      response.end(found ? found.bytes : 'not found')
      return
    }
    const { status, body } = answer(state, request.method, target.pathname, target.searchParams, size)
    if (typeof body === 'string') {
      response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' })
      response.end(body)
      return
    }
    response.writeHead(status, { ...HEADERS, 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' })
    response.end(JSON.stringify(body))
  })
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({
      url: `http://127.0.0.1:${server.address().port}`,
      close: () => new Promise((done) => {
        server.closeAllConnections?.()
        server.close(done)
      }),
    }))
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await start(Number(process.argv[2] || 0))
  console.log(url)
}
