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
