# Everyday commands. Everything is set up inside .venv and node_modules, once, on first use.

PYTHON := .venv/bin/python
PORTBOOK := $(PYTHON) -m portbook
PYTEST := $(PYTHON) -m pytest
IN_CI := $(filter-out 0 false,$(CI))
# Two more than there are cores: tests wait for servers and browsers, too.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)
DOCS_ADDRESS ?= 127.0.0.1:8000
# A Python that was removed since leaves a dangling link behind.
NO_VENV := $(shell test -x $(PYTHON) || echo venv)

# A test run starts hundreds of Pythons, each of which would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help generate docs site test test-install check lint dist bench soak test-tools test-versions lock clean venv

help: ## say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

generate: .venv/.run ## write generated/ from ports.yaml
	@$(PORTBOOK) generate
	@echo "Open generated/PORTS.md; 'make docs' shows the whole map in a browser."

check: .venv/.run ## check ports.yaml strictly, and that generated/ is fresh
	$(PORTBOOK) check --strict
	$(PORTBOOK) generate --check

docs: .venv/.docs ## show the site on this machine, and again after every change
	@address=$$($(PYTHON) scripts/free_address.py $(DOCS_ADDRESS)); echo "http://$$address/"; \
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs serve --livereload --dev-addr $$address

site: .venv/.docs ## build the site into site/
	@NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict

test: .venv/.dev .venv/.wheels $(if $(IN_CI),test-tools) node_modules/.package-lock.json ## run all tests
	$(PYTEST) -n $(WORKERS) --dist worksteal

lint: .venv/.dev ## ruff and mypy --strict
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy

dist: test-install ## build the wheel and the source archive into dist/, and install both
	$(PYTHON) -m hatchling build -d dist

test-install: .venv/.dev .venv/.wheels
	$(PYTEST) tests/real/test_wheel.py tests/real/test_ways_to_install.py

bench: .venv/.dev ## measure speed and memory beside other tools
	$(PYTHON) -m tests.bench.run $(SECTIONS)

soak: .venv/.dev node_modules/.package-lock.json ## kill, fill disks and fuzz for hours; SECONDS=60 for each
	TRIES=$(or $(TRIES),200) $(PYTEST) -m 'soak or hypothesis' --timeout 3600 -n $(WORKERS)
	scripts/soak $(or $(SECONDS),3600) $(SECTIONS)

test-tools: ## install with apt, as root, the real programs that tests run
	@scripts/test-tools

test-versions: .venv/.dev ## run the tests on the lowest and newest dependencies, on each Python here
	$(PYTHON) scripts/test-versions.py

lock: .venv/.dev ## remake the lock files from pyproject.toml
	@scripts/lock

clean: ## remove what make set up and what the tools cached
	rm -rf .venv .versions node_modules dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@scripts/venv

.venv/.run: requirements/run.txt scripts/link.py $(NO_VENV)
	@scripts/install run
	@touch $@

.venv/.docs: requirements/docs.txt .venv/.run
	@scripts/install docs
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@scripts/install dev
	@touch $@

# What portbook needs, and what builds it: the tests install from there, without an index.
.venv/.wheels: requirements/run.txt requirements/build.txt .venv/.run
	@scripts/wheels
	@touch $@

# npm writes this file last. Outside CI the tests that need Node are skipped where it cannot be had.
node_modules/.package-lock.json: package-lock.json .npmrc scripts/node-tools $(NO_VENV) | .venv/.run
	@if scripts/node-tools; then touch $@; else $(if $(IN_CI),exit 1,true); fi
