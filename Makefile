# `make` alone explains itself. Everything runs from .venv, which the first command creates.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
UV_VERSION := 0.13.9
PYTEST_ARGS ?=
HEP_DATA_DIR ?= var
HEP_HOST ?= 127.0.0.1
HEP_PORT ?= 8000

# The oldest supported Python first: the one the suite is known to pass on. Override with `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)

.PHONY: help install run demo test check format web worker openapi reach schemas rules bench abuse mutants clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## create .venv and install the pinned packages

# uv is much faster; pip is always there, and knows an index that only its own configuration names. Compiling once here
# halves every later start.
$(STAMP): requirements.txt requirements-dev.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || test -n "$(PYTHON)" || \
		{ echo "No Python 3.11 or newer with venv was found (on Debian: apt install python3-venv)." >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@{ $(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
		&& VIRTUAL_ENV=$(CURDIR)/$(VENV) $(VENV)/bin/uv pip install --quiet --compile-bytecode --system-certs -r requirements-dev.txt; } \
		|| $(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(STAMP)

run: $(STAMP) ## start the whole product on this machine and print the ways in
	@$(PY) -m stack.run --with-parent --data $(HEP_DATA_DIR) --port $(HEP_PORT)

demo: $(STAMP) ## play two courses of rehabilitation over HTTP and print them
	@$(PY) -m stack.demo

test: $(STAMP) ## run the suite (PYTEST_ARGS="-k reminders" for a part of it)
	@$(PY) -m pytest -n 2 $(PYTEST_ARGS)

check: $(STAMP) ## lint, formatting, types, the architecture's contracts, and known holes in what is pinned
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m bench.advisories

format: $(STAMP) ## let ruff fix and format what it can
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

web: $(STAMP) ## serve HTTP only (DATABASE_URL, REDIS_URL, SECRET_KEY from the environment)
	@$(PY) -m granian --interface wsgi --host $(HEP_HOST) --port $(HEP_PORT) --workers 2 --blocking-threads 1 wsgi:app

worker: $(STAMP) ## one Celery worker with beat inside (in production beat is a process of its own)
	@mkdir -p -m 700 $(HEP_DATA_DIR)
	@$(PY) -m celery -A workers.app worker --beat --schedule $(HEP_DATA_DIR)/beat --concurrency 2 --loglevel INFO

openapi: $(STAMP) ## write docs/openapi.json from the routes
	@$(PY) -m flask --app wsgi openapi docs/openapi.json

reach: $(STAMP) ## write docs/reach.md: how soon a perfect patient gets out of every phase
	@$(PY) -m flask --app wsgi protocols walk docs/reach.md

schemas: $(STAMP) ## write docs/schemas, by which editors complete and check content
	@$(PY) -m flask --app wsgi protocols schema docs/schemas

rules: $(STAMP) ## write docs/rules.md from the decision table
	@$(PY) -m flask --app wsgi rules docs/rules.md

bench: $(STAMP) ## measure against limits (never part of the suite)
	@$(PY) -m bench

abuse: $(STAMP) ## attack the product, kill it and take its walls away; print what got through (SCENARIOS="D10 E12")
	@$(PY) -m bench.abuse $(SCENARIOS)

mutants: $(STAMP) ## plant mistakes in the engine and count those its tests notice (MUTANTS_GROUPS, MUTANTS_LIMIT, MUTANTS_SEED)
	@$(PY) -m bench.mutants

clean: ## remove .venv and caches; var/, which holds data, stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
