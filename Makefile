# make run    install what is missing, build, read the sample corpus, print its register
# make test   install what is missing, build, run all tests
# make score  measure against annotated corpora, where they are at hand (ROZNAMCHA_SHARED, else ../shared)
# make serve  install, build with the desk's pages, open the sample register in a browser's reach; make test-desk tries the pages alone
# make train  train the learnt reader anew (hours; needs the annotated corpora, Python packages from PyPI)
# make bench  speed;  make fuzz  every fuzz target for FUZZ_SECONDS;  make clean

BUILD ?= build
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?= 60
SAMPLE := tests/sample
PROGRAM := $(BUILD)/roznamcha

# Debian 12's names. Nothing else is needed, and nothing is fetched but these.
PACKAGES := build-essential cmake ninja-build ccache pkg-config libfmt-dev nlohmann-json3-dev libcli11-dev \
  libsqlite3-dev libxml2-dev zlib1g-dev libssl-dev libicu-dev libzstd-dev libboost1.81-dev libcurl4-openssl-dev libgtest-dev librapidcheck-dev \
  python3 sqlite3

# What the desk's pages are built and tried with besides.
WEB_PACKAGES := nodejs npm chromium
export CHROMIUM ?= /usr/bin/chromium

.PHONY: all deps build run serve test-desk test score train bench fuzz clean
all: build

# $(call install,PACKAGES): what is missing of them, by apt-get. Where there is no Debian, CMake says what it misses.
define install
	@command -v dpkg-query >/dev/null || exit 0; \
	missing=; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q '^install ok installed' || missing="$$missing $$package"; done; \
	[ -n "$$missing" ] || exit 0; \
	as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	[ -z "$$as_root" ] || command -v sudo >/dev/null || { echo "make: as root, install first:$$missing" >&2; exit 1; }; \
	echo "installing:$$missing" >&2; log=$$(mktemp); \
	{ $$as_root apt-get update -qq && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	} >$$log 2>&1 </dev/null || { tail -n 20 $$log >&2; rm -f $$log; exit 1; }; rm -f $$log
endef

# $(call configure,FOLDER,OPTIONS): once a folder; later, CMake looks after itself.
configure = @[ -f $(1)/build.ninja ] || cmake -S . -B $(1) -G Ninja $(2) >/dev/null

deps:
	$(call install,$(PACKAGES))

build: deps
	$(call configure,$(BUILD))
	@[ -x $(PROGRAM) ] || echo "building; the first time takes some minutes" >&2
	@ninja -C $(BUILD) -j $(JOBS) --quiet roznamcha

run: build
	@rm -f $(BUILD)/sample.db $(BUILD)/sample.db-wal $(BUILD)/sample.db-shm
	@$(PROGRAM) add --register $(BUILD)/sample.db $(SAMPLE)/reports
	@$(PROGRAM) list --register $(BUILD)/sample.db
	@echo; echo "The register of $(SAMPLE) is $(BUILD)/sample.db. Where to look next:"; \
	first=$$($(PROGRAM) export --register $(BUILD)/sample.db --format jsonl | sed -n '1s/^{"id":"\([^"]*\)".*/\1/p'); \
	echo "  $(PROGRAM) show --register $(BUILD)/sample.db $$first      one incident, with who says what"; \
	echo "  $(PROGRAM) list --register $(BUILD)/sample.db --election --min-killed 1"; \
	echo "  $(PROGRAM) read YOUR_REPORT.txt                                  what a report of yours states"; \
	echo "  $(PROGRAM) --help                                                  README.md has more"

# The desk, with its pages built in, on the sample register.
serve: deps
	$(call install,nodejs npm)
	$(call configure,$(BUILD)-desk,-DROZNAMCHA_WEB=ON -DROZNAMCHA_TESTS=OFF)
	@ninja -C $(BUILD)-desk -j $(JOBS) --quiet roznamcha
	@$(BUILD)-desk/roznamcha add --register $(BUILD)-desk/sample.db $(SAMPLE)/reports
	@$(BUILD)-desk/roznamcha serve --register $(BUILD)-desk/sample.db

# $(BUILD) with the desk's pages where they can be made and tried: Node, Chromium and the packages of web/package-lock.json are at hand or to
# be had. Where not, without: the rest is tested all the same, and the reason is said.
define configure_to_test
	$(if $(shell command -v npm >/dev/null && [ -x $(CHROMIUM) ] && echo both),,-$(call install,$(WEB_PACKAGES)))
	@web=OFF; why=; \
	if ! command -v npm >/dev/null; then why="there is no npm"; \
	elif [ ! -x "$(CHROMIUM)" ]; then why="there is no Chromium"; \
	elif ! cmake -DNPM=npm -DWEB=$(CURDIR)/web -DPACKAGES_ONLY=ON -P cmake/build_pages.cmake >$(BUILD).npm.log 2>&1; then \
	  tail -n 5 $(BUILD).npm.log >&2; why="npm ci failed (is there a network?)"; \
	else web=ON; fi; rm -f $(BUILD).npm.log; \
	mkdir -p $(BUILD); rm -f $(BUILD)/pages.skipped; \
	[ $$web = ON ] || echo "skipped: the desk's pages and the journeys through them: $$why" | tee $(BUILD)/pages.skipped; \
	grep -qs "^ROZNAMCHA_WEB:BOOL=$$web" $(BUILD)/CMakeCache.txt || cmake -S . -B $(BUILD) -G Ninja -DROZNAMCHA_WEB=$$web >/dev/null
endef

# Journeys through its pages in a browser, alone.
test-desk: deps
	$(configure_to_test)
	@ninja -C $(BUILD) -j $(JOBS) --quiet roznamcha
	@ctest --test-dir $(BUILD) -L web --output-on-failure --no-tests=error

test: deps
	$(configure_to_test)
	@ninja -C $(BUILD) -j $(JOBS) --quiet
	@status=0; ctest --test-dir $(BUILD) -j $(JOBS) --output-on-failure --no-tests=error --output-junit ctest.xml \
	  >$(BUILD)/ctest.log 2>&1 || status=$$?; [ ! -f $(BUILD)/pages.skipped ] || cat $(BUILD)/pages.skipped; \
	python3 tests/summary.py $(BUILD)/ctest.log $(BUILD)/ctest.xml || [ $$status != 0 ] || status=1; exit $$status

score: build
	@cmake -S . -B $(BUILD) -DROZNAMCHA_TRAIN=ON >/dev/null && ninja -C $(BUILD) -j $(JOBS) --quiet train_claims
	@python3 score/run.py --program $(PROGRAM) $(SCORE)

# Goes on where it stopped; rm -r $(BUILD)-train begins anew. EPOCHS and MODEL may be given.
EPOCHS ?= 8
MODEL ?= $(BUILD)-train/reader.model
train:
	$(call install,python3-venv)
	@echo "training $(EPOCHS) epochs into $(MODEL): about $$(($(EPOCHS) * 9)) minutes of one core with AMX, twice that or more without" >&2
	@mkdir -p $(BUILD)-train
	@[ -x $(BUILD)-train/venv/bin/python ] || { python3 -m venv $(BUILD)-train/venv && \
	  $(BUILD)-train/venv/bin/pip install --quiet -r train/reader/requirements.txt; }
	@$(BUILD)-train/venv/bin/python train/reader/fit.py $(BUILD)-train/reader.pt --epochs $(EPOCHS)
	@$(BUILD)-train/venv/bin/python train/reader/decode.py tune $(BUILD)-train/reader.pt $(BUILD)-train/parameters.json
	@$(BUILD)-train/venv/bin/python train/reader/export.py $(BUILD)-train/reader.pt $(BUILD)-train/parameters.json $(MODEL)

bench: deps
	$(call install,libbenchmark-dev libdnnl-dev)
	$(call configure,$(BUILD)-bench,-DROZNAMCHA_BENCH=ON -DROZNAMCHA_TESTS=OFF)
	@ninja -C $(BUILD)-bench -j $(JOBS) --quiet
	@set -e; for bench in $(BUILD)-bench/bench_*; do [ ! -x $$bench ] || $$bench; done

fuzz: deps
	$(call install,clang llvm)
	$(call configure,$(BUILD)-fuzz,-DROZNAMCHA_FUZZ=ON -DROZNAMCHA_TESTS=OFF -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++)
	@ninja -C $(BUILD)-fuzz -j $(JOBS) --quiet
	@set -e; for fuzzer in $(BUILD)-fuzz/*_fuzz; do name=$$(basename $$fuzzer); echo "$$name, $(FUZZ_SECONDS) s"; \
	  mkdir -p $(BUILD)-fuzz/corpus/$$name tests/fuzz/$$name; \
	  $$fuzzer -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=4096 -verbosity=0 -artifact_prefix=$(BUILD)-fuzz/$$name- \
	    $(BUILD)-fuzz/corpus/$$name tests/fuzz/$$name; done

clean:
	rm -rf $(BUILD) $(BUILD)-bench $(BUILD)-fuzz
