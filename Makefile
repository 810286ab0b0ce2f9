# Duikou - make help lists the targets.
# Sources are found by wildcard; adding a file needs no line here. Output is quiet; V=1 shows commands.
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
OPT     ?= -O2
WEB     ?= auto
VERSION := 0.1.0
BUILD   := build
Q       := $(if $(V),,@)
say      = @printf '  %-5s %s\n' '$(1)' '$(2)'

PKGS    := sqlite3 gsl jansson libmicrohttpd libzip expat xlsxwriter libsodium libutf8proc zlib
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wformat=2 -Wundef -Wcast-qual \
           -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Werror
CFLAGS  := -std=c17 $(OPT) -g -I. -D_GNU_SOURCE -DDK_VERSION='"$(VERSION)"' -ffp-contract=off \
           -fno-strict-overflow -fstack-protector-strong $(WARN) \
           $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
LDLIBS  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lglpk -lpthread -lm
LDFLAGS := -Wl,-z,relro,-z,now
# A sanitizer build lives in a folder of its own, so that plain and sanitized objects never mix.
OUT     := $(BUILD)
ifdef SANITIZER
CFLAGS  += -fsanitize=$(SANITIZER) -fno-omit-frame-pointer -fno-sanitize-recover=all
LDFLAGS += -fsanitize=$(SANITIZER)
OUT     := $(BUILD)/$(subst $() ,-,$(subst $(shell printf ','),-,$(SANITIZER)))
endif

# ---- what is built ----
SRC_DIRS := core/base core/register core/table core/import core/link core/identity core/store core/office core/match \
            core/round models api/usecase api/wire api/http api/cli
SRC     := $(foreach d,$(SRC_DIRS),$(wildcard $(d)/*.c $(d)/*/*.c))
OBJ     := $(SRC:%.c=$(OUT)/%.o)
LIB     := $(OUT)/libduikou.a
BIN     := $(OUT)/duikou
GEN     := $(OUT)/duikou-gen
UNITS   ?= *
TESTSRC := $(wildcard tests/unit/$(UNITS)/test_*.c)
TESTBIN := $(TESTSRC:%.c=$(OUT)/%)
BENCHBIN := $(patsubst %.c,$(OUT)/%,$(wildcard bench/bench_*.c))
FUZZSRC := $(wildcard tests/fuzz/fuzz_*.c)

.PHONY: all lib test units cases web web-test check check-long bench fuzz worlds lint format \
        format-check tidy cppcheck docs docs-update install clean help
.SECONDARY:
.DELETE_ON_ERROR:

all: $(BIN) $(GEN)
lib: $(LIB)

$(OUT)/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(BIN): $(OUT)/api/main.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(LDLIBS)

WEBSRC  := $(shell find api/web \( -name node_modules -o -name dist \) -prune -o -type f ! -name embed.sh -print 2>/dev/null)
# The console needs Node to build; without it (WEB=0, or no npm) the server shows a plain page.
HAS_WEB := $(if $(filter 0,$(WEB)),,$(shell command -v npm 2>/dev/null))
ifneq ($(HAS_WEB),)
WEBDIST := api/web/dist/index.html
api/web/node_modules/.package-lock.json: api/web/package-lock.json
	$(call say,NPM,api/web)
	$(Q)cd api/web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
$(WEBDIST): api/web/node_modules/.package-lock.json $(WEBSRC)
	$(call say,WEB,api/web)
	$(Q)cd api/web && npm run --silent build >/dev/null
else
WEBDIST :=
endif
web: $(WEBDIST)
$(OUT)/embed/web.S: api/web/embed.sh $(WEBDIST)
	@mkdir -p $(@D)
	$(if $(WEBDIST),,@echo '  note  the console is not built (no npm, or WEB=0): a plain page is served instead')
	$(Q)sh api/web/embed.sh $(if $(WEBDIST),api/web/dist,/nonexistent) $(OUT)/embed/web > $@
$(OUT)/embed/web.o: $(OUT)/embed/web.S
	$(Q)$(CC) -c $< -o $@

$(LIB): $(OBJ) $(OUT)/embed/codes.o $(OUT)/embed/pinyin.o $(OUT)/embed/web.o
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcsD $@ $^

GENOBJ  := $(patsubst %.c,$(OUT)/%.o,$(filter-out datasets/gen/main.c,$(wildcard datasets/gen/*.c)))
$(GEN): $(OUT)/datasets/gen/main.o $(GENOBJ) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(LDLIBS)

$(OUT)/tests/unit/%: $(OUT)/tests/unit/%.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ -lcmocka $(LDLIBS)

$(OUT)/tests/unit/gen/%: $(OUT)/tests/unit/gen/%.o $(GENOBJ) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ -lcmocka $(LDLIBS)

WORLDS  := $(OUT)/tests/worlds/worlds
$(WORLDS): $(patsubst %.c,$(OUT)/%.o,$(wildcard tests/worlds/*.c)) $(GENOBJ) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(LDLIBS)

$(OUT)/bench/%: $(OUT)/bench/%.o $(OUT)/bench/sets.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(LDLIBS)

# ---- the console and the built-in reference tables, embedded ----
CODES   := $(wildcard datasets/codes/*.csv) $(wildcard datasets/weights/*.weights)

$(OUT)/embed/codes.S: datasets/embed.sh $(CODES)
	@mkdir -p $(@D)
	$(Q)sh datasets/embed.sh dk_builtin_codes $(CODES) > $@
$(OUT)/embed/codes.o: $(OUT)/embed/codes.S
	$(Q)$(CC) -c $< -o $@
$(OUT)/embed/pinyin.S: datasets/embed.sh datasets/pinyin/initials.txt
	@mkdir -p $(@D)
	$(Q)sh datasets/embed.sh dk_builtin_pinyin datasets/pinyin/initials.txt > $@
$(OUT)/embed/pinyin.o: $(OUT)/embed/pinyin.S
	$(Q)$(CC) -c $< -o $@

# ---- tests and checks (budgets: ARCHITECTURE.md) ----
units: $(TESTBIN)
	$(Q)sh tests/units.sh $(TESTBIN)

cases: all
	$(Q)sh tests/cases/run.sh $(OUT)

test: all units cases docs $(WORLDS)
	$(Q)sh tests/kill9.sh $(OUT) 50
	$(Q)$(WORLDS) --seeds 3 --stands > $(OUT)/worlds.txt || { cat $(OUT)/worlds.txt; exit 1; }
	$(Q)$(MAKE) -s SANITIZER=address,undefined OPT=-O1 units
	$(Q)sh tests/lint.sh

worlds: $(GEN) $(WORLDS)
	$(Q)$(GEN) moments --seeds 30
	$(Q)$(WORLDS) --seeds 30

web-test: all
	$(Q)sh tests/web/run.sh $(OUT)

lint: $(OBJ)
	$(Q)sh tests/lint.sh && sh tests/lint_test.sh
	$(Q)sh tests/lint_globals.sh $(OBJ)

CFILES   = $(shell find core models api datasets tests bench -name node_modules -prune -o -name '*.[ch]' -print)
format:
	$(Q)clang-format -i $(CFILES)
format-check:
	$(Q)clang-format --dry-run -Werror $(CFILES)
# ctunullpointer: gates are called with one side NULL on purpose; internalAstError: cppcheck 2.10 stumbles over
# conditional compound literals.
cppcheck:
	$(Q)cppcheck -q --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 -I. \
	    --suppress=missingIncludeSystem --suppress=ctunullpointer --suppress=internalAstError -j2 \
	    core models api/usecase api/wire api/http api/cli datasets/gen
tidy:
	$(Q)clang-tidy -quiet $(SRC) -- -std=c17 -I. -D_GNU_SOURCE -DDK_VERSION='""' 2>/dev/null
$(OUT)/tests/docs/reference: $(OUT)/tests/docs/reference.o $(LIB)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(LDLIBS)
docs: all $(OUT)/tests/docs/reference
	$(Q)sh tests/docs.sh $(OUT)
docs-update: $(OUT)/tests/docs/reference
	$(Q)$< > docs/reference.md

check: lint format-check cppcheck tidy docs test
	$(Q)DUIKOU_RANDOM_SERIES=100000 sh tests/units.sh $(OUT)/tests/unit/models/test_method_robust
	$(Q)$(MAKE) -s CC=clang OUT=$(BUILD)/clang units
	$(Q)$(MAKE) -s SANITIZER=address,undefined OPT=-O1 all
	$(Q)sh tests/cases/run.sh $(BUILD)/address-undefined
	$(Q)sh tests/same_bytes.sh
	$(Q)$(MAKE) -s fuzz FUZZ_SECONDS=10
	$(Q)DUIKOU_RANDOM_SERIES=100000 $(OUT)/tests/unit/models/test_forecast >/dev/null 2>&1 || \
	    { echo 'check: a random series has no sane forecast (DUIKOU_RANDOM_SERIES=100000)'; exit 1; }

check-long: check
	$(Q)DUIKOU_RANDOM_SERIES=1000000 $(OUT)/tests/unit/models/test_forecast >/dev/null 2>&1 || \
	    { echo 'check-long: a random series has no sane forecast (DUIKOU_RANDOM_SERIES=1000000)'; exit 1; }
	$(Q)DUIKOU_COSTS=1 $(OUT)/tests/unit/usecase/test_hostile > /dev/null 2>&1 || \
	    { echo 'check-long: a hostile file costs too much (DUIKOU_COSTS=1 test_hostile)'; exit 1; }
	$(Q)sh tests/kill9.sh $(OUT) 240
	$(Q)$(MAKE) -s fuzz
	$(Q)$(MAKE) -s worlds

FUZZ_SECONDS ?= 60
fuzz:
	$(Q)sh tests/fuzz/run.sh $(FUZZ_SECONDS)

bench: $(BENCHBIN) $(OUT)/tests/unit/usecase/test_hostile $(OUT)/tests/unit/import/test_cases
	$(Q)for b in $(BENCHBIN); do $$b || exit 1; done
	$(Q)DUIKOU_COSTS=1 $(OUT)/tests/unit/usecase/test_hostile 2> /dev/null
	$(Q)sh bench/peers/office.sh $(OUT)

PREFIX  ?= /usr/local
install: all
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/duikou
	install -D -m 755 $(GEN) $(DESTDIR)$(PREFIX)/bin/duikou-gen
	install -d $(DESTDIR)$(PREFIX)/share/duikou/datasets/codes $(DESTDIR)$(PREFIX)/share/duikou/datasets/gen
	install -m 644 datasets/codes/*.csv $(DESTDIR)$(PREFIX)/share/duikou/datasets/codes
	install -m 644 datasets/gen/*.params datasets/gen/*.csv $(DESTDIR)$(PREFIX)/share/duikou/datasets/gen

clean:
	rm -rf $(BUILD) api/web/dist

help:
	@echo 'make            the programs build/duikou and build/duikou-gen (WEB=0: without the console)'
	@echo 'make test       C tests, plain and under ASan/UBSan, and case files'
	@echo 'make web-test   browser tests of the console'
	@echo 'make check      lint, static analysis, clang, sanitizers over all, short fuzz, docs'
	@echo 'make worlds     what the engine makes of worlds that break one assumption each, 30 seeds'
	@echo 'make check-long the same, a million random series, kill -9 at 240 moments, every fuzz target, all worlds'
	@echo 'make bench      figures beside peers'
	@echo 'make fuzz       libFuzzer on every reader, FUZZ_SECONDS each'
	@echo 'make install    to PREFIX (default /usr/local), DESTDIR honoured'
	@echo 'options         SANITIZER=address,undefined|thread  CC=clang  OPT=-O3  V=1'

-include $(shell test -d $(OUT) && find $(OUT) -name '*.d' 2>/dev/null)
