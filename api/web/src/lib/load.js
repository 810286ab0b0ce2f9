// Loading for pages: runs `fetcher(signal)` whenever `key()` changes, drops answers that come too late,
// and keeps the last good answer on the screen while the next one is on its way.
import { onBeforeUnmount, shallowReactive, watch } from 'vue'
import { asProblem, get } from './api.js'
import { lang } from './i18n.js'

export function useLoad(key, fetcher) {
  const state = shallowReactive({ data: null, problem: null, isLoading: true, reload: () => run() })
  let controller = null

  async function run() {
    if (controller) controller.abort()
    controller = new AbortController()
    const mine = controller
    state.isLoading = true
    try {
      const data = await fetcher(mine.signal)
      if (mine !== controller) return
      state.data = data
      state.problem = null
    } catch (cause) {
      if (mine !== controller || cause.name === 'AbortError') return
      state.data = null
      state.problem = asProblem(cause)
    }
    state.isLoading = false
  }

  watch([key, lang], run, { immediate: true })
  onBeforeUnmount(() => {
    const last = controller
    controller = null
    if (last) last.abort()
  })
  return state
}

// The field tables change only with the program, so they are asked for once; a failure is not kept.
let registers = null

export function loadRegisters() {
  if (!registers) {
    registers = get('/registers').then((body) => body.registers)
    registers.catch(() => {
      registers = null
    })
  }
  return registers
}

export async function loadRegister(key) {
  const all = await loadRegisters()
  return all.find((register) => register.key === key) || null
}
