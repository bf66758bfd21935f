# Two commands do everything: `make demo` and `make test`. Neither needs an account, Docker or Node.

PYTHON ?= python3
BIN    := .venv/bin
READY  := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help install demo test lint lock clean

help:            ## show this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 24

install: $(READY) ## make .venv with everything in it

$(READY): pyproject.toml requirements-dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "In Your Shoes needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

lock:            ## write requirements*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --extra model pyproject.toml --output-file requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --extra model --group dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt
