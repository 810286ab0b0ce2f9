#!/bin/sh
# tests/lint.sh [DIR] - the rules of ARCHITECTURE.md that a reader could break without noticing:
# who may include whom, what lives only where, headers with guards, no words that do not belong.
# Prints one line per violation and fails when there is any. DIR (default .) lets a test plant one.
set -u
cd "${1:-.}" || exit 2
bad=$(mktemp) || exit 2
trap 'rm -f "$bad"' EXIT

sources() { find core models api datasets -name '*.[ch]' -not -path '*/node_modules/*' | sort; }

# --- the include table: module, then the modules it may include (its own and core/base always) ---
sources | xargs grep -Hn '^[[:space:]]*#[[:space:]]*\(include\|define DK_MESSAGES\)[[:space:]]*"' | awk -F: '
BEGIN {
    may["core/import"] = "core/register core/table"
    may["core/store"] = "core/register"
    may["core/office"] = "core/register"
    may["api/usecase"] = "core/register core/table core/link core/identity core/match core/round models core/import core/store core/office"
    may["api/wire"] = "core/register core/table core/match core/round models"
    may["api/http"] = "api/usecase api/wire"
    may["api/cli"] = "api/usecase api/wire"
    may["datasets/gen"] = "core/table"
    # L4 speaks in the plain types that usecase hands it.
    plain["api/http"] = plain["api/cli"] = "core/register core/match core/round models"
}
function module(path,  p) { split(path, p, "/"); return p[1] == "models" ? "models" : p[1] "/" p[2] }
{
    file = $1; target = $0
    sub(/^[^"]*"/, "", target); sub(/".*/, "", target)
    from = module(file); to = module(target)
    if (from == to || to == "core/base") next
    if (target ~ /^(microhttpd|sqlite3|gsl|jansson)/) next
    if (file == "api/main.c" && (to == "api/cli" || to == "api/http")) next  # joins the two edges
    if (index(" " may[from] " " plain[from] " ", " " to " ") == 0)
        print file ":" $2 ": " from " may not include " target
}' >> "$bad"

# --- only here ---
only() { # pattern, allowed path prefix (extended regex), what
    sources | grep -Ev "^($2)" | xargs grep -HnE "$1" | sed "s|\$|   <- $3|" >> "$bad"
}
only '#include <sqlite3\.h>|sqlite3_[a-z]+\(|"(SELECT|INSERT|UPDATE|DELETE|CREATE) ' 'core/store/' 'SQL only in core/store'
only '#include <(gsl/|glpk)' 'models/' 'GSL and GLPK only in models'
only '#include <jansson' 'api/wire/' 'Jansson only in api/wire'
only '#include <microhttpd' 'api/http/' 'libmicrohttpd only in api/http'
only '#include <sodium' 'core/store/|api/' 'libsodium only in core/store and api'
only '#include <(zip|expat|xlsxwriter|csv|iconv|utf8proc)\.h>' 'core/table/' 'sheet libraries only in core/table'
only '\b(time|clock_gettime|gettimeofday|rand|srand|random|localtime|gmtime)\(' 'api/cli/|api/http/|api/main.c' 'time and chance are parameters'
only '\b(atoi|atol|sscanf|strcpy|strcat|sprintf|gets|alloca|longjmp|setjmp)\(' '-' 'not in this house'
only '^static [^(=]*[^)=]*;$' '-' 'no mutable file-scope variable'

# --- points are added in one file ---
if [ -d core/match ]; then
    grep -nE 'score[a-z_>.-]* *\+= ' core/match/*.c core/match/*/*.c 2>/dev/null | grep -v '^core/match/score.c' |
        sed 's|$|   <- points are added only in core/match/score.c|' >> "$bad"
fi

# --- headers have the guard of their path; files fit; no leftovers ---
sources | grep '\.h$' | grep -v 'core/base/msg_de' | while read -r f; do
    guard=DK_$(echo "$f" | tr 'a-z/.' 'A-Z__')
    grep -q "^#ifndef $guard\$" "$f" || echo "$f: guard $guard is missing"
done >> "$bad"
sources | while read -r f; do
    n=$(wc -l < "$f")
    [ "$n" -gt 800 ] && echo "$f: $n lines, the limit is 800"
    head -n 1 "$f" | grep -q '^/\*' || echo "$f: no head comment"
done >> "$bad"
sources | xargs grep -HnE '\b(TODO|FIXME|XXX|HACK)\b' >> "$bad"

if [ -s "$bad" ]; then
    cat "$bad"
    echo "lint: $(wc -l < "$bad") violation(s)" >&2
    exit 1
fi
