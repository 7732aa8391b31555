# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
# Two commands do everything on a fresh Debian 12: `make run` and `make test`. The rest is for people who build on Baken.
DATA ?= run/demo
LISTEN ?= 127.0.0.1:8080
TRIALS ?= 500
ROUNDS ?= 300
SEED ?= 1
BUILD = build/dev

.PHONY: run test build setup web asan crash ha bench coverage texts clean

run: build
	$(BUILD)/baken serve --data $(DATA) --demo --listen $(LISTEN)

# Every test: unit, store, HTTP, fuzz corpora, style, the whole program in a real browser; then the unit tests again with
# sanitizers, built by the other compiler.
test: build asan
	cd $(BUILD) && ctest --output-on-failure -j2
	@grep -hE '^(#|ℹ) (tests|pass|fail|skipped) ' $(BUILD)/Testing/Temporary/LastTest.log || true # node's own counts
	cd build/asan && ctest --output-on-failure -L quick -j2

build: setup web
	cmake --preset dev
	cmake --build $(BUILD)

asan: setup web
	cmake --preset asan
	cmake --build build/asan

setup:
	tools/setup.sh

web: web/dist/baken.css

web/dist/baken.css: web/package-lock.json web/build.mjs $(wildcard web/css/*.css web/js/*.js web/img/* web/img/icons/*)
	cd web && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs
	touch $@

# The program is killed again and again under load, at moments and places that SEED chooses; on PostgreSQL its database
# as well. Both end with what was acknowledged, found, lost (0) and double (0).
CRASH = BAKEN=$(CURDIR)/$(BUILD)/baken BAKEN_FAULTY=$(CURDIR)/$(BUILD)/baken_faults BAKEN_LATER=$(CURDIR)/$(BUILD)/baken_later
crash: build
	$(CRASH) node tests/crash/crash.mjs --rounds $(ROUNDS) --seed $(SEED)
	$(CRASH) tests/crash/on_postgres --rounds $(ROUNDS) --seed $(SEED)

# Three database nodes and two platform nodes on this machine; the primary is killed under load. KILL=machine: all of it.
ha: build
	command -v patroni >/dev/null || apt-get install -y --no-install-recommends patroni python3-pysyncobj
	node packaging/ha/ha.mjs

bench: build
	tests/bench/run

# Do the intervals of estimates hold what they promise? Longer than the test of it.
coverage: build
	$(BUILD)/src/estimate/test_estimate_coverage
	for table in UKdat_5 NewOrl_5 Western; do \
	  echo $$table; $(BUILD)/baken mse simulate tests/vectors/mse/$$table.csv --trials $(TRIALS) --bootstrap 500; done

texts: build
	cmake --build $(BUILD) --target texts

clean:
	rm -rf build web/dist run
