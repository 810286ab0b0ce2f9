// A file on its way in: stage, check, correct, commit. Checks and commits are tasks of the server; they are
// asked for until they have ended.
import { get, post, Problem } from './api.js'

const ENDED = ['done', 'failed', 'cancelled', 'interrupted']
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export const stage = (file, register, sender) => post('/uploads', { filename: file.name, register, sender }, file)
export const getUpload = (id) => get(`/uploads/${id}`)
export const discard = (id) => post(`/uploads/${id}/discard`)
export const cancel = (task) => post(`/tasks/${task}/cancel`)

/** Corrects what columns mean: { C: 'id_no', D: null }. */
export const setMapping = (id, columns, remember) => post(`/uploads/${id}/mapping`, {}, JSON.stringify({ columns, remember }))

/** Starts a task and gives its last answer; `report(task)` hears where it is. */
async function follow(task, report) {
  let answer = task
  for (let wait = 60; !ENDED.includes(answer.state); wait = Math.min(1000, wait * 1.6)) {
    report(answer)
    await pause(wait)
    answer = await get(`/tasks/${task.task}`)
  }
  return answer
}

/** The result of a check, or a Problem; `report` as above. */
export async function check(id, report) {
  const task = await follow(await post(`/uploads/${id}/check`), report)
  if (task.state !== 'done' || !task.result) throw new Problem(task.problem || { title: task.state })
  return task.result
}

/** The result of a commit. Refused rows are a Problem; what was found stands in its `result`. */
export async function commit(id, options, report) {
  const task = await follow(await post(`/uploads/${id}/commit`, options), report)
  if (task.state === 'done' && task.result) return task.result
  throw new Problem(task.problem || { title: task.state })
}
