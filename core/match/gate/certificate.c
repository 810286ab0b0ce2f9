/* core/match/gate/certificate.c - certificates without which the law forbids the work.
 *
 * What counts is the day work begins: a certificate that has run out by then fails, one that begins
 * to hold by then passes. A certificate of a kind that always ends but has no end date recorded is
 * unknown: somebody must look at it.
 */
#include "core/match/gate.h"

/* How well the trainee's papers show `cert` on `day`: pass, unknown, else fail. */
static dk_gate_state holds(const dk_market *market, const dk_match_trainee *trainee, dk_term cert,
                           dk_day day)
{
    bool may_expire = (dk_term_get(&market->certs, cert)->flags & DK_TERM_EXPIRES) != 0;
    dk_gate_state best = DK_GATE_FAIL;
    for (size_t i = 0; i < trainee->n_certs; i++) {
        const dk_trainee_cert *held = &trainee->certs[i];
        bool has_begun = held->from == DK_DAY_NONE || held->from <= day;
        if (held->cert != cert || !has_begun)
            continue;
        if (held->to == DK_DAY_NONE ? !may_expire : held->to >= day)
            return DK_GATE_PASS;
        if (held->to == DK_DAY_NONE)
            best = DK_GATE_UNKNOWN;
    }
    return best;
}

/* The state of all required certificates; *worst is the first one with that state. */
static dk_gate_state judge(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post, dk_term *worst)
{
    dk_day day = dk_match_start(market, post);
    dk_gate_state state = DK_GATE_PASS;
    *worst = post->certs_legal.n > 0 ? post->certs_legal.items[0] : 0;
    for (size_t i = 0; i < post->certs_legal.n; i++) {
        dk_gate_state one = holds(market, trainee, post->certs_legal.items[i], day);
        if (one == DK_GATE_FAIL || (one == DK_GATE_UNKNOWN && state == DK_GATE_PASS)) {
            state = one;
            *worst = post->certs_legal.items[i];
        }
        if (one == DK_GATE_FAIL)
            break;
    }
    return state;
}

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    dk_term worst;
    return judge(market, trainee, post, &worst);
}

/* The last day a held certificate of this kind was good, DK_DAY_NONE when it was never held. */
static dk_day expired_on(const dk_match_trainee *trainee, dk_term cert)
{
    dk_day last = DK_DAY_NONE;
    for (size_t i = 0; i < trainee->n_certs; i++) {
        if (trainee->certs[i].cert == cert && trainee->certs[i].to > last)
            last = trainee->certs[i].to;
    }
    return last;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    dk_term cert;
    (void)judge(market, trainee, post, &cert);
    if (post->certs_legal.n == 0)
        return (dk_words){
            .form = {"此岗位没有法定准入证书", "the law asks for no certificate here"}};
    dk_word name = dk_word_text(dk_term_get(&market->certs, cert)->name);
    dk_word start = dk_word_day(dk_match_start(market, post));
    if (state == DK_GATE_PASS)
        return (dk_words){{"持有 {0}，{1} 上岗时有效", "holds {0}, valid when work begins on {1}"},
                          {name, start}};
    if (state == DK_GATE_UNKNOWN)
        return (dk_words){{"有 {0}，但没有登记有效期，请核对证件",
                           "has {0}, but no end date is recorded; look at the paper"},
                          {name}};
    dk_day last = expired_on(trainee, cert);
    if (last != DK_DAY_NONE)
        return (dk_words){{"{0} 到 {2} 为止，{1} 上岗时已失效，需复审",
                           "{0} ends on {2} and is not valid when work begins on {1}; renew it"},
                          {name, start, dk_word_day(last)}};
    return (dk_words){{"没有 {0}，{1} 上岗前须取得", "lacks {0}, needed before work begins on {1}"},
                      {name, start}};
}

const dk_gate dk_gate_certificate = {
    .key = "certificate",
    .title = {"法定准入证书", "Certificate by law"},
    .about = {"法律规定须持证上岗的岗位，证书在上岗之日必须有效",
              "where the law demands a certificate it must be valid on the day work begins"},
    .scope = DK_SCOPE_PAIR,
    .is_near = true,
    /* 13879: 2008-01-01; 18870/18871: 2021-08-31/2021-09-01 */
    .rules =
        {{13879, 18870, {"就业促进法第五十一条", "Employment Promotion Law, art. 51"}},
         {18871,
          DK_DAY_NONE,
          {"就业促进法第五十一条；特种作业：安全生产法第三十条",
           "Employment Promotion Law, art. 51; special operations: Work Safety Law, art. 30"}}},
    .check = check,
    .words = words,
};
