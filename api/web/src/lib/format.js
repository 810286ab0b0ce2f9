// Numbers and dates as an office writes them: 2026年3月5日, 4,300, 82.3.
import { lang } from './i18n.js'

/** A whole or rounded number with thousands separators; missing is a dash. */
export function count(value, digits = 0) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) return '–'
  return Number(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** Up to two decimals, none when whole: 4300.5 -> 4,300.5. */
export function amount(value) {
  if (!Number.isFinite(Number(value))) return String(value)
  return Number(value).toLocaleString('en-US', { maximumFractionDigits: 2 })
}

/** A change with its sign; zero is 0. The minus is the typographic one. */
export function signed(value, digits = 0) {
  const text = count(Math.abs(value), digits)
  if (Number(text.replace(/,/g, '')) === 0) return '0'
  return (value < 0 ? '−' : '+') + text
}

export const percent = (ratio, digits = 0) => (ratio === null || ratio === undefined ? '–' : count(ratio * 100, digits) + '%')

/** Score 0..10000 as 0.0..100.0. */
export const score = (value) => count(value / 100, 1)

/** 2026-03-05 -> 2026年3月5日; 2026-03 -> 2026年3月; 2026 -> 2026年. Anything else unchanged. */
export function day(text) {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(String(text))
  if (!match || lang.value !== 'zh') return String(text)
  const [, year, month, date] = match
  return `${year}年` + (month ? `${Number(month)}月` : '') + (date ? `${Number(date)}日` : '')
}

/** ISO time of the server -> "2026-03-05 08:00" in the zone the server wrote. */
export const minute = (text) => String(text || '').replace('T', ' ').slice(0, 16)

/** 30 -> 10,000 yuan form used in Chinese reports: 412000 -> 41.2 万. */
export function money(value) {
  if (value === null || value === undefined) return '–'
  if (lang.value === 'zh' && Math.abs(value) >= 10000) return `${amount(Math.round(value / 1000) / 10)} 万元`
  return lang.value === 'zh' ? `${amount(Math.round(value))} 元` : `CNY ${amount(Math.round(value))}`
}
