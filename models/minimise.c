/* models/minimise.c - see minimise.h. */
#include "models/minimise.h"

#include <assert.h>

typedef struct {
    double x, f;
} point;

static void keep_lower(point *best, point p)
{
    if (p.f < best->f)
        *best = p;
}

double dk_minimise_line(dk_objective *f, void *ctx, dk_line line)
{
    assert(line.low < line.high && line.grid >= 2);
    const double golden = 0.6180339887498949, width = (line.high - line.low) / line.grid;
    point best = {line.low, f(line.low, ctx)};
    for (int i = 1; i <= line.grid; i++) {
        double x = i == line.grid ? line.high : line.low + width * i;
        keep_lower(&best, (point){x, f(x, ctx)});
    }
    double a = best.x - width < line.low ? line.low : best.x - width;
    double b = best.x + width > line.high ? line.high : best.x + width;
    point left = {b - golden * (b - a), 0}, right = {a + golden * (b - a), 0};
    left.f = f(left.x, ctx);
    right.f = f(right.x, ctx);
    for (int i = 0; i < line.steps; i++) {
        if (left.f <= right.f) {
            b = right.x;
            right = left;
            left.x = b - golden * (b - a);
            left.f = f(left.x, ctx);
        } else {
            a = left.x;
            left = right;
            right.x = a + golden * (b - a);
            right.f = f(right.x, ctx);
        }
    }
    keep_lower(&best, left);
    keep_lower(&best, right);
    return best.x;
}
