/* models/ratio.c - three divisions; what matters is which numbers they divide (ratio.h). */
#include "models/ratio.h"

#include <assert.h>

bool dk_ratio_total(const dk_ratio_class *classes, size_t n, int64_t no_requirement,
                    int64_t all_seekers, double *out)
{
    assert(classes != NULL || n == 0);
    int64_t demand = no_requirement;
    for (size_t i = 0; i < n; i++)
        demand += classes[i].demand;
    if (all_seekers <= 0)
        return false;
    *out = (double)demand / (double)all_seekers;
    return true;
}

bool dk_ratio_by_grade(dk_ratio_class one, int64_t no_requirement, int64_t all_seekers, double *out)
{
    assert(one.demand >= 0 && one.seekers >= 0 && no_requirement >= 0);
    if (one.seekers == 0 || all_seekers <= 0)
        return false;
    *out = (double)one.demand / (double)one.seekers + (double)no_requirement / (double)all_seekers;
    return true;
}

bool dk_ratio_by_occupation(dk_ratio_class one, int64_t no_wish, int64_t all_demand, double *out)
{
    assert(one.demand >= 0 && one.seekers >= 0 && no_wish >= 0);
    double spread = 0;
    if (all_demand > 0)
        spread = (double)no_wish * (double)one.demand / (double)all_demand;
    double seekers = (double)one.seekers + spread;
    if (seekers <= 0)
        return false;
    *out = (double)one.demand / seekers;
    return true;
}

/* ---- a table ---- */

const char *dk_ratio_by_key(int by)
{
    static const char *const keys[] = {[DK_RATIO_BY_OCCUPATION] = "occupation",
                                       [DK_RATIO_BY_MONTH] = "month",
                                       [DK_RATIO_BY_GRADE] = "grade",
                                       [DK_RATIO_BY_EDUCATION] = "education"};
    return by >= 0 && by < DK_N_RATIO_BY ? keys[by] : NULL;
}

static double ratio_of(const dk_ratio_table *t, const dk_ratio_line *line)
{
    const dk_ratio_class one = {line->demand, line->seekers};
    double ratio = -1;
    bool is_known = t->by == DK_RATIO_BY_OCCUPATION
                        ? dk_ratio_by_occupation(one, t->no_class, t->total.demand, &ratio)
                    : t->by == DK_RATIO_BY_MONTH
                        ? dk_ratio_total(&one, 1, 0, line->seekers, &ratio)
                        : dk_ratio_by_grade(one, t->no_requirement, t->total.seekers, &ratio);
    return is_known ? ratio : -1;
}

void dk_ratio_fill(dk_ratio_table *t)
{
    const dk_ratio_class all = {t->total.demand, t->total.seekers};
    for (size_t i = 0; i < t->n; i++)
        t->lines[i].ratio = ratio_of(t, &t->lines[i]);
    if (!dk_ratio_total(&all, 1, 0, all.seekers, &t->total.ratio))
        t->total.ratio = -1;
}
