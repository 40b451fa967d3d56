# Everything Quorate needs and does. `make demo` and `make test` set up what is missing by themselves.
SHELL := /bin/bash
PREFIX ?= /usr/local
# One release build with testing enabled serves the tests, the demo and the benchmarks.
BUILD := -c release -Xswiftc -enable-testing
BIN := .build/release

.PHONY: help setup build command demo test check conformance interop faults mutate bench bench-million docs lint install clean

help:
	@echo "make demo         set up, build, and watch a decision being made and verified"
	@echo "make test         set up, build, and run the tests"
	@echo "make check        format, lint, documentation and the outside programs"
	@echo "make conformance  run every vector found (QUORATE_VECTORS)"
	@echo "make interop      let programs nobody here wrote check our output"
	@echo "make faults       take the power away, and let system calls fail, thousands of times"
	@echo "make mutate       put one wrong token after another into a copy; the tests must notice (half an hour)"
	@echo "make bench        measure; one line a figure"
	@echo "make bench-million    the audit and the count of a million signed ballots"
	@echo "make docs         check links and examples of the documentation"
	@echo "make install      copy the command to $(PREFIX)/bin"

setup:
	@scripts/setup

build: setup
	swift build $(BUILD) --build-tests

# The command by itself takes a quarter less than everything with its tests; what is built serves both.
command: setup
	swift build $(BUILD) --product quorate

demo: command
	@scripts/demo $(BIN)/quorate

# The tests of the service measure time; they run alone, when nothing else keeps the cores busy.
test: build
	swift test $(BUILD) --skip-build --skip HTTPServiceTests
	swift test $(BUILD) --skip-build --filter HTTPServiceTests

conformance: build
	swift test $(BUILD) --skip-build --filter ConformanceTests 2>&1 | grep -E '^(vectors|  unsupported|  failed)|failed|passed'

# A sample of what `make faults` does in full.
check: lint docs interop
	@QUORATE=$(BIN)/quorate Tests/Faults/run 400 200 80
	@set -o pipefail; echo "the demo without samples:"; QUORATE_SAMPLES=/nowhere scripts/demo $(BIN)/quorate | tail -1

lint: setup
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	scripts/check-shell
	@scripts/mutate --list > /dev/null

docs: setup
	scripts/check-docs

interop: build
	@QUORATE=$(BIN)/quorate Tests/Interop/run

faults: build
	@QUORATE=$(BIN)/quorate Tests/Faults/run

mutate: setup
	@scripts/mutate

bench: build
	@$(BIN)/quorate-bench .build/bench --tool $(BIN)/quorate
	@Tests/Benchmarks/gate-rate $(BIN)/quorate
	@$(BIN)/quorate-bench .build/bench --export .build/bench/ballots.jsonl
	@$$(ls .build/interop-venv/bin/python3 2> /dev/null || echo python3) \
		Tests/Benchmarks/eth_account_rate.py .build/bench/ballots.jsonl

# A million ballots take a gigabyte and some minutes to make, and are kept.
bench-million: build
	@$(BIN)/quorate-bench .build/bench --entries 1000000 --rounds 1 --only audit
	@$(BIN)/quorate-bench .build/bench --entries 1000000 --only recount
	@$(BIN)/quorate-bench .build/bench --entries 1000000 --rounds 1 --only memory
	@$(BIN)/quorate-bench .build/bench --entries 1000000 --rounds 1 --only recount

install: command
	install -D -m 0755 $(BIN)/quorate $(DESTDIR)$(PREFIX)/bin/quorate

clean:
	swift package clean
	rm -rf .build/bench .build/interop-venv
