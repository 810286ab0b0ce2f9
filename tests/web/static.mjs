// What can be said without a browser: the two dictionaries, the rules of the sources, the built files.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { check, equal, test } from './harness.mjs'

const web = fileURLToPath(new URL('../../api/web/', import.meta.url))
const LIMIT = 480 * 1024 // gzip bytes of everything, first page and chart together

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}

export async function run() {
  const sources = files(join(web, 'src')).map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const [zh, en] = await Promise.all(['zh', 'en'].map(async (name) => (await import(join(web, 'src/lib', `${name}.js`))).default))

  await test('dictionaries__same_keys', () => {
    equal(Object.keys(zh).filter((key) => !(key in en)), [], 'only in zh.js')
    equal(Object.keys(en).filter((key) => !(key in zh)), [], 'only in en.js')
  })
  await test('dictionaries__no_key_twice', () => {
    for (const name of ['zh', 'en']) {
      const keys = [...readFileSync(join(web, 'src/lib', `${name}.js`), 'utf8').matchAll(/^ {2}'([^']+)':/gm)].map((match) => match[1])
      equal(keys.filter((key, i) => keys.indexOf(key) !== i), [], `twice in ${name}.js`)
    }
  })
  await test('dictionaries__same_parameters', () => {
    const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join()
    for (const key of Object.keys(zh)) equal(names(en[key]), names(zh[key]), key)
  })
  await test('dictionaries__no_empty_text_and_no_chinese_in_english', () => {
    for (const key of Object.keys(zh)) {
      check(zh[key].trim() && en[key].trim(), `${key} is empty`)
      check(!/[\u4e00-\u9fff]/.test(en[key]), `${key} has Chinese in en.js`)
    }
  })
  await test('dictionaries__every_used_key_exists', () => {
    for (const { path, text } of sources) {
      for (const [, key] of text.matchAll(/\bt\('([\w.]+)'[,)]/g)) check(key in zh, `${path} uses ${key}`)
    }
  })
  await test('dictionaries__every_key_is_used', () => {
    // Keys made of parts ('state.' + state) are used by their beginning or their end.
    const all = sources.map((source) => source.text).join('\n')
    const isUsed = (key) => {
      if (all.includes(`'${key}'`) || all.includes(`\`${key}\``)) return true
      const parts = key.split('.')
      for (let n = 1; n < parts.length; n++) {
        const begin = parts.slice(0, n).join('.')
        if (all.includes(`'${begin}.'`) || all.includes(`\`${begin}.\${`) || all.includes(`'${begin}'`)) return true
      }
      return key.endsWith('.words') && all.includes(".words'")
    }
    equal(Object.keys(zh).filter((key) => !isUsed(key)), [], 'never used')
  })
  await test('sources__no_html_from_data_no_foreign_address', () => {
    for (const { path, text } of sources) {
      check(!/v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/.test(text), `${path} writes HTML`)
      const foreign = [...text.matchAll(/https?:\/\/[^\s'"`)]+/g)].map((match) => match[0]).filter((address) => !address.startsWith('http://www.w3.org/'))
      equal(foreign, [], path)
    }
  })

  const dist = join(web, 'dist')
  await test('dist__is_built', () => check(existsSync(join(dist, 'index.html')), 'run npm ci --ignore-scripts && npm run build in api/web'))
  if (!existsSync(dist)) return
  const built = files(dist)
  await test('dist__small_enough', () => {
    const total = built.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0)
    check(total <= LIMIT, `${Math.round(total / 1024)} KiB gzip, at most ${LIMIT / 1024}`)
  })
  await test('dist__hashed_names', () => {
    for (const path of built.filter((one) => /assets/.test(one))) check(/-[\w-]{8}\.(js|css)$/.test(path), `${path} carries no hash`)
  })
  await test('dist__fits_the_content_policy', () => {
    const index = readFileSync(join(dist, 'index.html'), 'utf8')
    check(!/<script(?![^>]*\bsrc=)/.test(index) && !/<style|style=| on\w+=/.test(index), 'index.html has something inline')
    check(!/(?:src|href)="(?:https?:)?\/\//.test(index), 'index.html loads from another host')
    for (const path of built.filter((one) => one.endsWith('.js'))) check(!/\beval\(|new Function\(/.test(readFileSync(path, 'utf8')), `${path} evaluates text`)
    for (const path of built.filter((one) => one.endsWith('.css'))) check(!/@import|url\((?!["']?data:)/.test(readFileSync(path, 'utf8')), `${path} loads something`)
  })
}
