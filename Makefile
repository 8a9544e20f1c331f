# The two that work first on a fresh clone: `make demo`, `make test`. All targets: `make help`.
# Needs Python 3.11 or 3.12 with its headers, a C compiler (durable-rules comes as source) and make.

VENV := .venv
BIN := $(VENV)/bin
DEMO := rules/kz/cases/demo/two-refused-reports.yaml
COUNT ?= 1000000
SEED ?= 0

LOCALE := engine/zanger/locale
COLLECT := -F engine/zanger/locale/babel.cfg --no-default-keywords -k say -k message -k messages:1,2 -k plural:1,2 \
	--add-comments=translators: --strip-comments --add-location=file --sort-by-file --omit-header --width=100

RIGHT := import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))
ifeq ($(strip $(PYTHON)),)
PYTHON := $(shell for p in python3.12 python3.11 python3 python; do \
	$$p -c '$(RIGHT)' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test deep thorough coverage lint types check fuzz fuzz-clingo bench schemas messages cli-help clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1    \2/p' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## answer a bundled case, with citations
	$(BIN)/zanger check $(DEMO)

test: $(VENV)/.dev ## run the tests, in parallel; some two and a half minutes
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not deep and not thorough"

deep: $(VENV)/.dev ## the tests that try much at random, and more of the worked cases; .ci/run runs both
	$(BIN)/python -m pytest -n auto --dist worksteal -m deep

thorough: $(VENV)/.dev ## what neither runs: the checker and the page of every worked case, more random cases
	$(BIN)/python -m pytest -n auto --dist worksteal -m thorough

coverage: $(VENV)/.dev ## test and deep with branch coverage of engine and cli, which must reach 95 %; some nine minutes
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not thorough" \
		--cov --cov-report=term:skip-covered --cov-fail-under=95

lint: $(VENV)/.dev ## ruff: lint and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy --strict on engine and cli
	$(BIN)/mypy --strict

check: test deep lint types ## all of test, deep, lint, types

fuzz: $(VENV)/.dev ## random programs on two engines: make fuzz COUNT=1000000 SEED=0
	$(BIN)/python tests/fuzz/million.py $(COUNT) --seed $(SEED)

fuzz-clingo: $(VENV)/.dev ## random programs on three engines: make fuzz-clingo COUNT=100000 SEED=0
	$(BIN)/python tests/fuzz/million.py $(COUNT) --seed $(SEED) --clingo

bench: $(VENV)/.dev ## measure; `$(BIN)/python bench/run.py --write` puts it into docs/performance.md
	$(BIN)/python bench/run.py

schemas: $(VENV)/.dev ## JSON Schemas of cases and provisions, from the vocabulary
	@mkdir -p schemas
	for what in case provision; do \
		$(BIN)/zanger schema $$what > schemas/$$what.tmp && mv schemas/$$what.tmp schemas/$$what.schema.json || exit 1; done

messages: $(VENV)/.dev ## collect the sentences of the program, bring the catalogues up to date and compile them
	$(BIN)/pybabel -q extract $(COLLECT) -o $(LOCALE)/zanger.pot engine/zanger cli/zanger_cli
	for lang in ru kk; do \
		$(BIN)/pybabel -q update -i $(LOCALE)/zanger.pot -d $(LOCALE) -D zanger -l $$lang \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=100 || exit 1; done
	$(BIN)/pybabel -q compile -d $(LOCALE) -D zanger

cli-help: $(VENV)/.dev ## render cli/zanger_cli/help.txt, which `zanger --help` prints
	COLUMNS=80 $(BIN)/python -c "from zanger_cli.app import app; app(['--help'], prog_name='zanger')" > $(VENV)/help.txt
	mv $(VENV)/help.txt cli/zanger_cli/help.txt

clean: ## remove the virtual environment and all that was made
	rm -rf $(VENV) dist build .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find engine cli tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment, made anew where its Python is not the right one any more.

$(VENV)/.made:
	@if [ -z "$(strip $(PYTHON))" ]; then \
		echo "zanger needs Python 3.11 or 3.12, and none of python3.12, python3.11, python3, python is one;" >&2; \
		echo "install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; fi
	@$(PYTHON) -c '$(RIGHT)' || { echo "zanger needs Python 3.11 or 3.12; \`$(PYTHON)\` is not one:" >&2; \
		$(PYTHON) --version >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "\`$(PYTHON)\` cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import os, sys, sysconfig as s; sys.exit(not os.path.exists(os.path.join(s.get_path("include"), "Python.h")))' || { \
		echo "\`$(PYTHON)\` lacks its C headers, which durable-rules needs; on Debian and Ubuntu: apt install python3-dev" >&2; exit 1; }
	@command -v $${CC:-cc} >/dev/null || command -v gcc >/dev/null || { \
		echo "durable-rules needs a C compiler; on Debian and Ubuntu: apt install gcc" >&2; exit 1; }
	@$(BIN)/python -c '$(RIGHT)' 2>/dev/null || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@touch $@

$(VENV)/.demo: pyproject.toml $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.demo
