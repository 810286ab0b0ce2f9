/* models/program.c - see program.h. Column numbers (GLPK counts from 1): x, then c, then segments
 * and excesses in the order they are added. */
#include "models/program.h"

#include <assert.h>
#include <glpk.h>
#include <math.h>
#include <stdlib.h>

#include "models/messages.h"

/* Relative gap at which a plan counts as the best: far below what a forecast can tell apart. */
static const double GAP = 1e-5;

typedef struct {
    const dk_program *program;
    glp_prob *lp;
    int *index; /* scratch of one row, GLPK style: used from 1 */
    double *value;
    size_t width;    /* of both */
    double constant; /* of the objective */
} builder;

static int column_of(const dk_program *p, bool is_class, size_t s, size_t i)
{
    size_t cells = p->problem->n_specialties * p->problem->n_intakes;
    return (int)(1 + (is_class ? cells : 0) + s * p->problem->n_intakes + i);
}

static void add_cells(builder *b)
{
    const dk_quota_problem *q = b->program->problem;
    int cells = (int)(q->n_specialties * q->n_intakes);
    glp_add_cols(b->lp, 2 * cells);
    for (int j = 1; j <= 2 * cells; j++) {
        glp_set_col_kind(b->lp, j, GLP_IV);
        glp_set_col_bnds(b->lp, j, GLP_DB, 0, DK_PROGRAM_STUDENTS_MAX);
    }
    for (size_t s = 0; s < q->n_specialties; s++) /* without class sizes there are no classes */
        for (size_t i = 0; i < q->n_intakes && q->specialties[s].class_max <= 0; i++)
            glp_set_col_bnds(b->lp, column_of(b->program, true, s, i), GLP_FX, 0, 0);
}

/* A continuous column in [0, upper] (upper HUGE_VAL: no bound) with `cost`. */
static int add_column(builder *b, double upper, double cost)
{
    int j = glp_add_cols(b->lp, 1);
    glp_set_col_bnds(b->lp, j, upper < HUGE_VAL ? GLP_DB : GLP_LO, 0, upper);
    glp_set_obj_coef(b->lp, j, cost);
    return j;
}

static void add_row(builder *b, const dk_limit_row *row, double extra)
{
    int n = 0, r = glp_add_rows(b->lp, 1);
    assert(row->n_terms + 2 < b->width); /* a cell stands in a row once */
    for (size_t k = 0; k < row->n_terms; k++) {
        const dk_limit_term *t = &row->terms[k];
        b->index[++n] = column_of(b->program, t->is_class, t->specialty, t->intake);
        b->value[n] = t->coefficient;
    }
    bool is_lower = row->use.is_lower;
    double side = row->use.allowed - row->fixed + (is_lower ? -extra : extra);
    if (row->use.is_soft) {
        b->index[++n] = add_column(b, HUGE_VAL, b->program->is_feasibility ? 0 : row->price);
        b->value[n] = is_lower ? 1 : -1;
    }
    glp_set_mat_row(b->lp, r, n, b->index, b->value);
    /* Sums of shares are not exact in binary; a hard row forgives their rounding. */
    double slack = row->use.is_soft ? 0 : 1e-9 * (1 + fabs(side));
    glp_set_row_bnds(b->lp, r, is_lower ? GLP_LO : GLP_UP, side - slack, side + slack);
}

/* Segment k lies between the k-th and the next of the ascending samples; there a share b = below[k]
 * of the demands is already met, so one more graduate costs  unplaced * b - unfilled * (1 - b). */
static void add_cost(builder *b, const dk_program_cost *c)
{
    int n = 0, r = glp_add_rows(b->lp, 1);
    size_t intakes = b->program->problem->n_intakes;
    assert(c->n_samples <= DK_PROGRAM_SEGMENTS && intakes + c->n_samples + 2 < b->width);
    for (size_t i = 0; i < intakes; i++) {
        if (c->yield[i] <= 0)
            continue;
        b->index[++n] = column_of(b->program, false, c->specialty, i);
        b->value[n] = c->yield[i];
    }
    double from = 0, mean = 0;
    for (size_t k = 0; k <= c->n_samples; k++) {
        double share = c->below[k];
        double slope = c->cost_unplaced * share - c->cost_unfilled * (1 - share);
        /* Slopes rise, so the cost is convex and the segments fill up in order by themselves. */
        assert(k == 0 || share >= c->below[k - 1]);
        double length = k < c->n_samples ? c->samples[k] - from : HUGE_VAL;
        if (length <= 0)
            continue;
        b->index[++n] = add_column(b, length, slope);
        b->value[n] = -1;
        from = k < c->n_samples ? c->samples[k] : from;
    }
    for (size_t k = 0; k < c->n_samples; k++)
        mean += c->samples[k] * (c->below[k + 1] - c->below[k]);
    b->constant += c->cost_unfilled * mean;
    glp_set_mat_row(b->lp, r, n, b->index, b->value);
    glp_set_row_bnds(b->lp, r, GLP_FX, -c->fixed, -c->fixed);
}

static void build(builder *b)
{
    const dk_program *p = b->program;
    glp_set_obj_dir(b->lp, GLP_MIN);
    add_cells(b);
    for (size_t r = 0; r < p->n_rows; r++)
        if (p->enabled == NULL || p->enabled[r])
            add_row(b, &p->rows[r], p->extra == NULL ? 0 : p->extra[r]);
    for (size_t k = 0; k < p->n_costs && !p->is_feasibility; k++)
        add_cost(b, &p->costs[k]);
    glp_set_obj_coef(b->lp, 0, b->constant);
}

typedef struct {
    size_t limit, nodes;
    double bound;
    bool is_stopped;
    int first_class, last_class; /* columns */
} watch;

/* Branches on the most fractional number of classes while there is one: fixing a class moves twenty
 * and more students at once, fixing a student moves hardly anything. */
static void branch_on_class(const watch *w, glp_tree *tree)
{
    glp_prob *lp = glp_ios_get_prob(tree);
    int best = 0;
    double most = 0;
    for (int j = w->first_class; j <= w->last_class; j++) {
        if (!glp_ios_can_branch(tree, j))
            continue;
        double x = glp_get_col_prim(lp, j), part = fabs(x - rint(x));
        if (part > most) {
            most = part;
            best = j;
        }
    }
    if (best != 0)
        glp_ios_branch_upon(tree, best, GLP_NO_BRNCH);
}

/* Until a first plan is found the deepest node is next (the youngest of several), so that one is
 * found soon; afterwards GLPK's own rule, the best bound, closes the gap. */
static void dive(glp_tree *tree)
{
    int deepest = 0, level = -1;
    for (int p = glp_ios_next_node(tree, 0); p != 0; p = glp_ios_next_node(tree, p))
        if (glp_ios_node_level(tree, p) >= level) {
            level = glp_ios_node_level(tree, p);
            deepest = p;
        }
    if (deepest != 0)
        glp_ios_select_node(tree, deepest);
}

/* Called by GLPK at every node: counts, stops, chooses the branch. */
static void on_node(glp_tree *tree, void *info)
{
    watch *w = info;
    int total, best;
    if (glp_ios_reason(tree) == GLP_IBRANCH)
        branch_on_class(w, tree);
    if (glp_ios_reason(tree) != GLP_ISELECT)
        return;
    glp_ios_tree_size(tree, NULL, NULL, &total);
    w->nodes = (size_t)total;
    best = glp_ios_best_node(tree);
    if (best != 0)
        w->bound = glp_ios_node_bound(tree, best);
    if (w->nodes > w->limit) {
        w->is_stopped = true;
        glp_ios_terminate(tree);
    } else if (glp_mip_status(glp_ios_get_prob(tree)) == GLP_UNDEF) {
        dive(tree);
    }
}

static dk_code read_result(const builder *b, const watch *w, dk_program_result *out)
{
    const dk_quota_problem *q = b->program->problem;
    for (size_t s = 0; s < q->n_specialties; s++)
        for (size_t i = 0; i < q->n_intakes; i++) {
            size_t at = s * q->n_intakes + i;
            out->x[at] = rint(glp_mip_col_val(b->lp, column_of(b->program, false, s, i)));
            out->c[at] = rint(glp_mip_col_val(b->lp, column_of(b->program, true, s, i)));
            assert(out->x[at] >= 0 && out->c[at] >= 0 && out->x[at] <= DK_PROGRAM_STUDENTS_MAX);
        }
    out->cost = glp_mip_obj_val(b->lp);
    double proven = out->cost - GAP * fabs(out->cost);
    out->bound = w->is_stopped ? fmin(w->bound, proven) : proven;
    out->status = w->is_stopped ? DK_QUOTA_NODE_LIMIT : DK_QUOTA_OPTIMAL;
    return DK_OK;
}

static dk_code failed(const char *what, dk_err *err)
{
    return DK_FAIL(err, MSG_QUOTA_SOLVER, DK_NOWHERE, dk_arg_str(what));
}

static dk_code solve(const builder *b, dk_program_result *out, dk_err *err)
{
    size_t limit = b->program->problem->node_limit;
    const dk_quota_problem *q = b->program->problem;
    watch w = {.limit = limit == 0 ? DK_QUOTA_NODES : limit, .bound = -HUGE_VAL};
    w.first_class = column_of(b->program, true, 0, 0);
    w.last_class = column_of(b->program, true, q->n_specialties - 1, q->n_intakes - 1);
    glp_iocp options;
    glp_init_iocp(&options);
    options.msg_lev = GLP_MSG_OFF;
    options.presolve = GLP_OFF;
    options.mir_cuts = GLP_ON;
    options.cb_func = on_node;
    options.cb_info = &w;
    options.mip_gap = GAP;
    glp_smcp simplex;
    glp_init_smcp(&simplex);
    simplex.msg_lev = GLP_MSG_OFF;
    simplex.presolve = GLP_ON;
    int code = glp_simplex(b->lp, &simplex);
    if (code == GLP_ENOPFS || (code == 0 && glp_get_status(b->lp) == GLP_NOFEAS)) {
        out->status = DK_QUOTA_INFEASIBLE;
        return DK_OK;
    }
    code = code == 0 ? glp_intopt(b->lp, &options) : code;
    int status = glp_mip_status(b->lp);
    out->nodes = w.nodes;
    if (code == GLP_ENOPFS || (code == 0 && status == GLP_NOFEAS)) {
        out->status = DK_QUOTA_INFEASIBLE;
        return DK_OK;
    }
    if ((code == 0 || code == GLP_ESTOP || code == GLP_EMIPGAP) &&
        (status == GLP_OPT || status == GLP_FEAS))
        return read_result(b, &w, out);
    return failed(code == GLP_ESTOP    ? "node limit"
                  : code == GLP_ENODFS ? "unbounded"
                                       : "glpk",
                  err);
}

dk_code dk_program_solve(const dk_program *program, dk_program_result *out, dk_err *err)
{
    assert(program->problem->n_specialties > 0 && program->problem->n_intakes > 0);
    const dk_quota_problem *q = program->problem;
    size_t width = 2 * q->n_specialties * q->n_intakes + DK_PROGRAM_SEGMENTS + 8;
    builder b = {.program = program, .width = width};
    dk_code code;
    b.index = calloc(width, sizeof *b.index);
    b.value = calloc(width, sizeof *b.value);
    b.lp = glp_create_prob();
    if (b.index == NULL || b.value == NULL || b.lp == NULL) {
        code = DK_NO_MEMORY(err);
    } else {
        build(&b);
        code = solve(&b, out, err);
    }
    if (b.lp != NULL)
        glp_delete_prob(b.lp);
    free(b.index);
    free(b.value);
    return code;
}
