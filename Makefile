# Every target is a plain command; docs/operations.md has them for typing by hand, on Windows too.
# make run | serve | backup | restore | test | soak | check | demo | bench | screenshots | messages

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
NAMES ?= localhost 127.0.0.1 $(HOST)
WORKERS ?= 2

BIN := .venv/bin
DEMO := SELARAS_DATA=data/demo-store SELARAS_DEMO=1
HEADLESS := $(if $(DISPLAY)$(WAYLAND_DISPLAY),false,true)
CODE := $(wildcard app.py pages core web tests bench)
STYLE := $(BIN)/ruff format --check $(CODE) && $(BIN)/ruff check $(CODE)
TYPES := $(BIN)/mypy $(wildcard core web)
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadgroup
STORED := tests/core tests/faults tests/pages tests/web tests/test_one_round.py \
	tests/browser/test_one_round.py tests/browser/test_replicas.py
# What uses the store is run on PostgreSQL as well, in a cluster that is thrown away afterwards.
THROW_AWAY := pg_virtualenv -t -o fsync=off -o synchronous_commit=off -o max_connections=400 env TEST_ENGINE=postgresql
UNTESTED := !!! NOT TESTED on PostgreSQL: there is no pg_virtualenv here (Debian: apt-get install postgresql) !!!
ON_POSTGRES = if command -v pg_virtualenv >/dev/null; then $(THROW_AWAY) $(PYTEST) -p no:cacheprovider $(STORED); \
	else echo "$(UNTESTED)"; [ "$${CI:-}" != true ] && [ "$${CI:-}" != 1 ] && [ "$${REQUIRE_PG:-}" != 1 ]; fi

.PHONY: run serve backup restore test soak check lint types demo bench screenshots messages browser postgres

# The program with fictional people and rounds, in a store of its own under data/demo-store.
run: demo
	$(DEMO) $(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT) \
		--server.headless $(HEADLESS) --server.showEmailPrompt false

# The program with the real store. For an office's network: make serve HOST=0.0.0.0 NAMES="selaras.office.example"
serve: .venv/run
	$(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT) \
		--server.headless true $(foreach name,$(NAMES),--server.allowedHosts $(name))

# A backup in data/backups, or in the folder TO, while people work: make backup TO=/mnt/backups
backup: .venv/run
	$(BIN)/python -m web.backup $(TO)

# Into an empty store and folder: make restore FROM=selaras-….zip, with STORE_URL=… for another store than the file.
restore: .venv/run
	$(BIN)/python -m core.restore $(FROM)

# Fills the demo store, or only names its people again when it is filled.
demo: .venv/run
	$(DEMO) $(BIN)/python -m core.demo http://127.0.0.1:$(PORT)

# Set-up and everything. Style never hides the tests: all are run, and each fails the whole.
test: .venv/dev browser postgres
	failed=0; $(STYLE) || failed=1; $(TYPES) || failed=1; $(PYTEST) || failed=1; \
	{ $(ON_POSTGRES); } || failed=1; exit $$failed

# Every fault in its long form, a few minutes on each engine; each ends with its table.
soak: export SOAK := 1
soak: STORED := tests/faults
soak: PYTEST := $(BIN)/pytest -q -n0
soak: THROW_AWAY := pg_virtualenv -t env TEST_ENGINE=postgresql
soak: .venv/dev postgres
	failed=0; $(PYTEST) $(STORED) || failed=1; { $(ON_POSTGRES); } || failed=1; exit $$failed

check: .venv/dev lint types
	$(BIN)/pytest -q tests/test_architecture.py tests/test_guards.py tests/test_docs.py tests/test_catalogue.py

lint: .venv/dev
	$(STYLE)

types: .venv/dev
	$(TYPES)

bench: .venv/bench
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python -m bench.$$(basename $$file .py) || exit 1; done

# Takes the documents' pictures anew, about ten minutes; python -m tests.screenshots 12 takes those of twelve rounds.
screenshots: .venv/dev browser
	$(BIN)/python -m tests.screenshots

# Brings the catalogue up to date with the sentences in the code; new ones wait there for their translation.
messages: .venv/dev
	$(BIN)/python -m tests.catalogue

# What Debian has of browser (and libatomic, for what drives it), fonts, PDF tools, database and nginx, when it is
# missing; needs root, else the tests take what is there.
browser:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		! { command -v chromium && command -v pdftotext && command -v qpdf && [ -d /usr/share/fonts/truetype/liberation2 ] && \
		ldconfig -p | grep libatomic; } >/dev/null; \
	then apt-get update -q && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends chromium libatomic1 fonts-liberation2 poppler-utils qpdf; fi

postgres:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		! { command -v pg_virtualenv && command -v nginx && command -v openssl; } >/dev/null; \
	then apt-get update -q && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends postgresql nginx-light openssl; fi

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements.txt constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/bench: .venv/dev bench/requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r bench/requirements.txt
	@touch $@
