/* models/pipeline.c - see pipeline.h and quota.h. */
#include "models/pipeline.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static double share(double own, double common)
{
    if (own >= 0)
        return own;
    return common >= 0 ? common : 1;
}

double dk_pipeline_boarding(const dk_quota_problem *problem, size_t specialty)
{
    return share(problem->specialties[specialty].boarding_share, problem->boarding_share);
}

double dk_pipeline_retention(const dk_quota_problem *problem, size_t specialty)
{
    return share(problem->specialties[specialty].retention_year, problem->retention_year);
}

double dk_pipeline_seek(const dk_quota_problem *problem, size_t specialty)
{
    return share(problem->specialties[specialty].seek_share, problem->seek_share);
}

double dk_quota_stay(double retention_year, int32_t k)
{
    assert(k >= 0 && retention_year >= 0 && retention_year <= 1);
    return pow(retention_year, (double)(k / 2));
}

static int32_t length_of(const dk_quota_specialty *specialty)
{
    return (int32_t)strlen(specialty->locations);
}

bool dk_pipeline_on_campus(const dk_quota_specialty *specialty, int32_t entry, int32_t term)
{
    int32_t k = term - entry;
    return k >= 0 && k < length_of(specialty) && specialty->locations[k] == 'C';
}

double dk_pipeline_present(const dk_quota_problem *problem, size_t specialty, int32_t entry,
                           int32_t term)
{
    int32_t k = term - entry;
    if (k < 0 || k >= length_of(&problem->specialties[specialty]))
        return 0;
    return dk_quota_stay(dk_pipeline_retention(problem, specialty), k);
}

int32_t dk_pipeline_year(const dk_quota_specialty *specialty, int32_t entry)
{
    return (entry + length_of(specialty)) / 2;
}

double dk_pipeline_yield(const dk_quota_problem *problem, size_t specialty, int32_t entry)
{
    int32_t last = entry + length_of(&problem->specialties[specialty]) - 1;
    return dk_pipeline_present(problem, specialty, entry, last) *
           dk_pipeline_seek(problem, specialty);
}

double dk_pipeline_cohort(const dk_quota_problem *problem, size_t specialty, size_t at,
                          int32_t term)
{
    assert(specialty < problem->n_specialties);
    const dk_quota_cohort *c = &problem->specialties[specialty].cohorts[at];
    double then = dk_pipeline_present(problem, specialty, c->term, c->as_of_term);
    double now = dk_pipeline_present(problem, specialty, c->term, term);
    /* Nobody stays (retention 0): whoever was counted in the same year is still there. */
    if (then <= 0)
        return now > 0 ? c->students : 0;
    return c->students * now / then;
}

double dk_pipeline_cohort_seekers(const dk_quota_problem *problem, size_t specialty, size_t at)
{
    const dk_quota_specialty *s = &problem->specialties[specialty];
    int32_t last = s->cohorts[at].term + length_of(s) - 1;
    return dk_pipeline_cohort(problem, specialty, at, last) * dk_pipeline_seek(problem, specialty);
}

void dk_pipeline_span(const dk_quota_problem *problem, int32_t *first, int32_t *last)
{
    int32_t longest = 1;
    for (size_t s = 0; s < problem->n_specialties; s++)
        if (length_of(&problem->specialties[s]) > longest)
            longest = length_of(&problem->specialties[s]);
    *first = problem->intakes[0];
    *last = problem->intakes[problem->n_intakes - 1] + longest - 1;
}

double dk_quota_beds_per_intake(const char *locations, double boarding_share, double retention_year)
{
    double fullest = 0;
    int32_t length = (int32_t)strlen(locations);
    for (int32_t half = 0; half < 2; half++) { /* autumn terms are letters 0, 2, 4 ... */
        double beds = 0;
        for (int32_t k = half; k < length; k += 2)
            if (locations[k] == 'C')
                beds += boarding_share * dk_quota_stay(retention_year, k);
        fullest = fmax(fullest, beds);
    }
    return fullest;
}

int32_t dk_quota_steady_intake(const char *locations, double beds, double boarding_share,
                               double retention_year)
{
    double each = dk_quota_beds_per_intake(locations, boarding_share, retention_year);
    if (each <= 0 || beds / each >= INT32_MAX)
        return INT32_MAX;
    return (int32_t)floor(beds / each + 1e-9);
}
