// Reading an explanation: the smallest parts (details where a criterion has them, else the criterion) that
// are in one state and could have given points.
export function partsIn(match, state) {
  return (match.criteria || [])
    .flatMap((one) => (one.details && one.details.length ? one.details : [one]))
    .filter((part) => part.state === state && part.max > 0)
}
