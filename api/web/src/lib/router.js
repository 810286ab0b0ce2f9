// Routing by hand: the hash holds path and query, so every view is an address that can be sent to a
// colleague, and the server needs no rule for it. An address without the hash (/trainees/12), as one
// would type it from memory, is turned into the one with it.
//
//     #/trainees/12?open=77    route.path = ['trainees', '12'], route.query = { open: '77' }
//
// The language is in the real query (?lang=en#/...), because it belongs to the reader, not to the view.
import { reactive } from 'vue'

export const route = reactive({ path: [], query: {}, full: '' })

function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a broken percent sign typed by hand is taken as it stands
  }
}

function read() {
  const full = location.hash.replace(/^#/, '') || '/'
  const [path, query = ''] = full.split('?')
  route.path = path.split('/').filter(Boolean).map(decode)
  route.query = Object.fromEntries(new URLSearchParams(query))
  route.full = full
}

/** Address of a view: href('/trainees/12', { open: 77 }). Empty values are left out. */
export function href(path, query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()
  return '#' + path + (text ? '?' + text : '')
}

export function go(path, query) {
  location.hash = href(path, query)
}

/** Changes some parameters of the present view; null removes one. `isSilent` leaves no history entry. */
export function setQuery(patch, isSilent = false) {
  const target = href('/' + route.path.map(encodeURIComponent).join('/'), { ...route.query, ...patch })
  if (target === location.hash) return
  if (isSilent) history.replaceState(null, '', location.search + target)
  else history.pushState(null, '', location.search + target)
  read()
}

if (location.pathname !== '/') {
  const query = new URLSearchParams(location.search)
  const lang = query.get('lang')
  query.delete('lang')
  const rest = location.hash ? '' : '#' + location.pathname + (String(query) ? '?' + query : '')
  history.replaceState(null, '', '/' + (lang ? '?lang=' + lang : '') + (rest || location.hash))
}
window.addEventListener('hashchange', read)
window.addEventListener('popstate', read)
read()
