// From field tables to what is shown: columns of a list, text of a cell, operators of a filter.
import { lang, pick, t, unitText } from './i18n.js'
import { amount, day } from './format.js'

// First columns of the registers people open daily; the others show their first fields.
const preferred = {
  trainees: ['name', 'specialty_code', 'class_name', 'model', 'town_code', 'edu_code', 'intent', 'want_occ', 'want_pay', 'as_of'],
  posts: ['title', 'occ_code', 'kind', 'openings', 'pay_min', 'pay_max', 'shift', 'place_code', 'valid_to', 'status'],
  enterprises: ['ent_name', 'uscc', 'industry_code', 'base', 'staff_total', 'ent_nature', 'ent_size'],
  codes: ['list', 'code', 'name', 'name_en', 'parent', 'rank', 'since', 'until', 'source'],
}
const MAX_COLUMNS = 9

// Registers of people, firms and plans in the order an office thinks of them; the others are reference tables.
export const daily = ['trainees', 'posts', 'enterprises', 'teachers', 'specialties', 'demand', 'projects', 'placements', 'plans', 'tasks']

export const has = (field, flag) => (field.flags || []).includes(flag)
export const isNumber = (field) => ['int', 'decimal', 'money'].includes(field.type)
export const isTemporal = (field) => ['date', 'month'].includes(field.type)
export const isMasked = (field) => has(field, 'sealed') || has(field, 'restricted')

export function defaultColumns(register) {
  const wanted = preferred[register.key]
  const keys = register.fields.map((field) => field.key)
  if (wanted) {
    const known = wanted.filter((key) => keys.includes(key))
    if (known.length >= 3) return known
  }
  const label = register.fields.find((field) => has(field, 'label'))
  const rest = register.fields.filter((field) => field !== label && field.type !== 'list' && !isMasked(field))
  return [...(label ? [label] : []), ...rest].slice(0, MAX_COLUMNS).map((field) => field.key)
}

/** Name of a code, or the code itself. */
export function codeName(field, code, names) {
  const list = names && field.codes ? names[field.codes] : null
  return (list && list[code]) || String(code)
}

function tupleText(field, row, names) {
  if (!row || typeof row !== 'object') return String(row ?? '')
  const cells = Array.isArray(row) ? row : (field.sub || []).map((sub) => row[sub.key])
  return cells
    .map((cell, i) => (cell === null || cell === undefined || cell === '' ? '' : cellText((field.sub || [])[i] || { type: 'text' }, cell, names)))
    .filter(Boolean)
    .join(' ')
}

/** What a person reads in the cell; '' when empty. */
export function cellText(field, value, names) {
  if (value === null || value === undefined || value === '') return ''
  switch (field.type) {
    case 'bool':
      return value === true || value === 1 || value === '1' ? t('yes') : t('no')
    case 'code':
      return codeName(field, value, names)
    case 'codes':
      return (Array.isArray(value) ? value : String(value).split(';')).map((code) => codeName(field, code, names)).join(t('comma'))
    case 'list':
      return Array.isArray(value) ? value.map((row) => tupleText(field, row, names)).join(t('semicolon')) : String(value)
    case 'money':
    case 'decimal':
      return amount(value)
    case 'date':
    case 'month':
      return day(value)
    default:
      return String(value)
  }
}

/** Column heading: title and unit. A code is shown by its name, so "专业代码" reads "专业". */
export function heading(field) {
  const unit = field.unit ? (lang.value === 'zh' ? `（${field.unit}）` : ` (${unitText(field.unit)})`) : ''
  const title = pick(field.title)
  const isNamed = field.codes && title.length > 3
  return (isNamed ? title.replace(/代码$/, '') : title) + unit
}

/** Operators that make sense for a field; masked values are only found through the search box. */
export function operators(field) {
  if (isMasked(field) || field.type === 'list') return []
  if (isNumber(field) || isTemporal(field)) return ['ge', 'le', 'eq', 'ne']
  if (field.type === 'bool') return ['eq']
  if (field.type === 'code') return ['eq', 'ne']
  if (field.type === 'codes') return ['eq']
  return ['like', 'eq', 'ne']
}

/** "eq.700206" -> { op: 'eq', value: '700206' } or null. */
export function parseFilter(text) {
  const match = /^(eq|ne|lt|le|gt|ge|in|like)\.([\s\S]*)$/.exec(text)
  return match ? { op: match[1], value: match[2] } : null
}
