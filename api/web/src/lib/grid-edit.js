// What keys and the clipboard do to a grid of levels; no page, no server, so that it can be tested by itself.
//
// A position is { row, column }. Edits are a Map from "row:column" to a level 0..5, or -1 for "take it away".

export const key = (row, column) => row + ':' + column

const clamp = (value, most) => Math.max(0, Math.min(most, value))

const moves = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Enter: [1, 0],
  PageUp: [-10, 0],
  PageDown: [10, 0],
}

/** Where a key leads, or null when it is no moving key. `size` is { rows, columns }. */
export function moved(name, isControl, at, size) {
  if (name === 'Home') return { row: isControl ? 0 : at.row, column: 0 }
  if (name === 'End') return { row: isControl ? size.rows - 1 : at.row, column: size.columns - 1 }
  const by = moves[name]
  if (!by) return null
  return { row: clamp(at.row + by[0], size.rows - 1), column: clamp(at.column + by[1], size.columns - 1) }
}

/** The cell after one that was filled: to the right and on to the next line, or down. */
export function next(at, size, isDown) {
  if (isDown) return { row: clamp(at.row + 1, size.rows - 1), column: at.column }
  if (at.column + 1 < size.columns) return { row: at.row, column: at.column + 1 }
  return at.row + 1 < size.rows ? { row: at.row + 1, column: 0 } : at
}

/** The rectangle between two corners. */
export function between(a, b) {
  return {
    top: Math.min(a.row, b.row),
    bottom: Math.max(a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
  }
}

/** A text as a level: 0..5 also in full width, "-" takes away, empty is null, anything else undefined. */
export function levelOf(text) {
  const plain = text.trim().replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  if (plain === '') return null
  if (plain === '-' || plain === '－') return -1
  return /^[0-5]$/.test(plain) ? Number(plain) : undefined
}

/** A pasted block from `at` on: { cells: [[row, column, level]], bad, outside }. */
export function pasted(text, at, size) {
  const result = { cells: [], bad: 0, outside: 0 }
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n')
  lines.forEach((line, i) => {
    line.split('\t').forEach((part, j) => {
      const level = levelOf(part)
      if (level === null) return
      const row = at.row + i
      const column = at.column + j
      if (row >= size.rows || column >= size.columns) result.outside++
      else if (level === undefined) result.bad++
      else result.cells.push([row, column, level])
    })
  })
  return result
}

/** Copy down: each column of the rectangle takes the level of its top line; of one line, that of the line above. */
export function copiedDown(area, levelAt) {
  const from = area.top === area.bottom ? area.top - 1 : area.top
  const cells = []
  if (from < 0) return cells
  for (let column = area.left; column <= area.right; column++) {
    const level = levelAt(from, column)
    for (let row = from + 1; row <= area.bottom && level !== null; row++) cells.push([row, column, level])
  }
  return cells
}
