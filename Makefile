# `make chat` and `make test` do all the set-up they need. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help chat test check evaluate baseline trial-evaluation trial-library lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  -/'

.venv/ready: requirements.lock pyproject.toml setup.sh
	@echo "Setting up in .venv (first time: about a minute) …"
	@PYTHON=$(PYTHON) sh setup.sh

chat: .venv/ready ## index the evidence if needed and open the page
	@$(BIN)/evidence chat

test: .venv/ready ## every test, the browser test among them where Chromium is installed
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/ready ## lint, types, import contracts, the shipped digests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy corpus indexing assistant evals ui
	@$(BIN)/lint-imports
	@$(BIN)/evidence corpus check
	@for set in core claims briefs; do $(BIN)/evidence eval check $$set || exit 1; done

# The dev split only: the test split is for measuring releases.
evaluate: .venv/ready ## answer the gold questions and compare with the committed baseline
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && export EVIDENCE_HOME=$$home && \
	    $(BIN)/evidence index && \
	    $(BIN)/evidence eval run core --split dev --against evals/baseline/core-dev --out $${OUT:-$$home/run}

baseline: .venv/ready ## make the present product the baseline of `make evaluate`
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && export EVIDENCE_HOME=$$home && \
	    $(BIN)/evidence index && $(BIN)/evidence eval run core --split dev --out $$home/run && \
	    mkdir -p evals/baseline/core-dev && \
	    cp $$home/run/config.json $$home/run/rows.jsonl $$home/run/summary.json evals/baseline/core-dev/

# Half an hour and more: the figures stand in docs/benchmarks.md.
trial-evaluation: .venv/ready ## break the product in six ways, 20 times each: the comparison must notice
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && export EVIDENCE_HOME=$$home && \
	    $(BIN)/evidence index && $(BIN)/python -m evals.benchmarks.breakages core --repeats 20

# Half an hour and more: the figures stand in docs/operations.md.
trial-library: .venv/ready ## kill, damage and fill the library's disk many times: nothing acknowledged may be lost
	@$(BIN)/python -m pytest tests/trials/library.py

# torch is installed by setup.sh, in the build for this processor; its graphics-card packages are left out.
lock: .venv/ready ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra models --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet -o requirements.lock \
	    $$($(BIN)/uv pip compile pyproject.toml --extra dev --extra models --universal --python-version 3.11 --no-annotate --no-header --quiet \
	      | grep -oE '^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)' | sort -u | sed 's/^/--no-emit-package /')

clean: ## remove the environment and what tests left behind
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
