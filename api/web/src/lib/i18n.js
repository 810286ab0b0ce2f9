// Two languages, one dictionary each (zh.js, en.js; a test compares their keys). Register and field
// titles are not here: they come from the server's field tables.
//
// Choice: ?lang=, else the browser's language; anything but English is Chinese.
import { ref } from 'vue'
import zh from './zh.js'
import en from './en.js'

const dictionaries = { zh, en }

function initial() {
  const asked = new URLSearchParams(location.search).get('lang')
  if (asked in dictionaries) return asked
  return /^en\b/i.test(navigator.language || '') ? 'en' : 'zh'
}

export const lang = ref(initial())

export function setLang(next) {
  lang.value = next
  const search = new URLSearchParams(location.search)
  search.set('lang', next)
  history.replaceState(null, '', '?' + search + location.hash)
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
}
document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en'

/** Text of `key`; {name} is replaced by params.name. An unknown key shows itself, so that it is seen. */
export function t(key, params) {
  const text = dictionaries[lang.value][key] ?? key
  if (!params) return text
  return text.replace(/\{(\w+)\}/g, (whole, name) => (params[name] === undefined ? whole : String(params[name])))
}

/** A unit of measure: the server writes them in Chinese (元/月); English has words for the known ones. */
export function unitText(unit) {
  return dictionaries[lang.value]['unit.' + unit] ?? unit
}

/** The text of a {zh, en} pair sent by the server. */
export function pick(pair) {
  if (pair === null || pair === undefined) return ''
  if (typeof pair === 'string') return pair
  return pair[lang.value] || pair.zh || pair.en || ''
}
