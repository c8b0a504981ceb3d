# `make chat` and `make test` do all the set-up they need. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help chat test check lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  -/'

.venv/ready: requirements.lock pyproject.toml setup.sh
	@echo "Setting up in .venv (first time: about a minute) …"
	@PYTHON=$(PYTHON) sh setup.sh

chat: .venv/ready ## index the evidence if needed and open the page
	@$(BIN)/evidence chat

test: .venv/ready ## every test, the browser test among them where Chromium is installed
	@$(BIN)/python -m pytest

check: .venv/ready ## lint, types, import contracts, the shipped digests
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy corpus indexing assistant evals ui
	@$(BIN)/lint-imports
	@$(BIN)/evidence corpus check

# torch is installed by setup.sh, in the build for this processor; its graphics-card packages are left out.
lock: .venv/ready ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra models --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet -o requirements.lock \
	    $$($(BIN)/uv pip compile pyproject.toml --extra dev --extra models --universal --python-version 3.11 --no-annotate --no-header --quiet \
	      | grep -oE '^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)' | sort -u | sed 's/^/--no-emit-package /')

clean: ## remove the environment and what tests left behind
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
