# Two commands do it all: `make demo` and `make test`. Each sets up what is missing first, once.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
# PYTHON=python3.12 chooses the interpreter of the environment; without it, python3.
SETUP := $(or $(PYTHON),python3) scripts/setup.py

# Handed on through the environment, so that any words may stand in them.
export PYTHON ASK WAV

.PHONY: help demo test test-fast setup setup-dev lint machines benchmark soak chaos fuzz pictures models clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: setup ## a visitor walks up, asks, and is led to the window; ASK='…', WAV=file.wav, ARGS='--headless --once'
	@$(BIN)/robot-guide demo $${ASK:+--ask "$$ASK"} $${WAV:+--wav "$$WAV"} $(ARGS)

test: setup-dev lint ## every test; ARGS='…' goes to pytest
	@$(BIN)/python3 scripts/run_tests.py $(ARGS)

test-fast: setup-dev ## the tests that need no ROS 2 and take no time
	@$(BIN)/python3 -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not ros and not slow" $(ARGS)

lint: setup-dev
	@$(BIN)/ruff check --quiet .

setup: ## make .venv and all that is in it
	@$(SETUP)

setup-dev:
	@$(SETUP) --dev

machines: setup-dev ## whole walks on four machines (network namespaces; needs root), the network cut or bad
	@MACHINES=1 $(BIN)/python3 -m pytest -n 0 -s tests/machines $(ARGS)

benchmark: setup-dev ## measure
	@$(BIN)/python3 -m benchmarks $(ARGS)

soak: setup ## eight simulated hours of a busy day: does anything grow? ARGS='day HOURS SEED' or 'graph MINUTES'
	@$(BIN)/python3 scripts/soak.py $(or $(ARGS),day)

chaos: setup ## break every part of a guided walk in turn, and write docs/faults.md; it takes an hour
	@$(BIN)/python3 -m benchmarks.chaos

fuzz: setup-dev ## broken files, requests, words and messages, for longer than `make test`; FUZZ_EXAMPLES=300
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-100} $(BIN)/python3 -m pytest -n 2 --timeout 3600 -k fuzz $(ARGS)

pictures: setup ## draw into docs/: the states of a conversation, what is planned on, a robot that finds itself
	@$(BIN)/python3 scripts/draw_conversation.py
	@$(BIN)/python3 scripts/draw_navigation.py
	@$(BIN)/python3 scripts/draw_localisation.py

models: setup ## fetch the speech recogniser's models
	@$(BIN)/python3 scripts/fetch_models.py $(ARGS)

clean: ## remove what was built, runs and the environment; models stay
	rm -rf .venv runs ros2_ws/build ros2_ws/install ros2_ws/log .pytest_cache .ruff_cache .hypothesis
	find src sim tests ros2_ws -name __pycache__ -prune -exec rm -rf {} +
