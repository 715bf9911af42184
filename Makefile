# The commands of the project. `make demo` and `make test` are all a newcomer needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Packages of Debian 12 and 13, all from Debian's own archive. DEMO_PACKAGES build the library, the examples
# and the local edge; the others are asked for by the targets that need them.
DEMO_PACKAGES := g++ cmake ninja-build pkg-config libcaf-dev libcurl4-openssl-dev libssl-dev rapidjson-dev \
  libboost-dev libpsl-dev libre2-dev libsqlite3-dev libunistring-dev libcli11-dev libexpected-dev \
  prometheus-cpp-dev
TEST_PACKAGES := $(DEMO_PACKAGES) libboost-test-dev zlib1g-dev ccache curl python3 \
  nghttp2-server groff-base man-db
BENCH_PACKAGES := $(TEST_PACKAGES) nginx-light valgrind
PACKAGE_PACKAGES := $(DEMO_PACKAGES) ccache dpkg-dev file
TEST_PACKAGE_PACKAGES := $(PACKAGE_PACKAGES) python3 lintian man-db
DOCS_PACKAGES := doxygen
FORMAT_PACKAGES := clang-format
TIDY_PACKAGES := $(TEST_PACKAGES) clang-tidy
BROWSER_PACKAGES := chromium
FUZZ_PACKAGES := $(DEMO_PACKAGES) clang libclang-rt-dev ccache
FRESH_PACKAGES := debootstrap git
TSAN_PACKAGES := $(TEST_PACKAGES) dpkg-dev

install_packages := cmake/install_packages.sh
sources = git ls-files -co --exclude-standard -- '*.cpp' '*.hpp'
version := $(shell sed -nE 's/^project.* VERSION ([0-9.]+) .*/\1/p' CMakeLists.txt)
test_jobs ?= $(shell nproc)
# More for ctest, as '--repeat until-pass:2' in CI.
test_args ?=
# What one build folder has compiled, others take from ccache.
export CCACHE_BASEDIR ?= $(CURDIR)
export CCACHE_NOHASHDIR ?= 1
export CCACHE_SLOPPINESS ?= pch_defines,time_macros,include_file_mtime,include_file_ctime
# What cmake/TargetSdkAsio.cmake says to Clang; clang-tidy reads the commands of another compiler.
asio_for_clang := -DBOOST_ASIO_HAS_CO_AWAIT -DBOOST_ASIO_HAS_STD_COROUTINE -D__cpp_impl_coroutine=201902L

tidy_folders := /(models|decisioning|delivery|actors|tools)/
tidy_most ?= 2
tidy_seconds ?= 0
# Each source alone, as written.
sources_alone := -D CMAKE_UNITY_BUILD=OFF -D CMAKE_DISABLE_PRECOMPILE_HEADERS=ON
configure_tidy := cmake --preset dev -B build/tidy $(sources_alone) >/dev/null
run_tidy := run-clang-tidy -quiet -p build/tidy -extra-arg=-Wno-unknown-warning-option \
  $(asio_for_clang:%=-extra-arg=%)

# All layers of the library, and calls between processes. What LAYERS names is all that `make asan` and
# `make tsan` build and test.
layers := models decisioning delivery actors network
space := $(subst ,, )
build_layers = $(if $(LAYERS),--target $(LAYERS:%=%_tests))
test_layers = $(if $(LAYERS),--tests-regex '^($(subst $(space),|,$(strip $(LAYERS))))\.')

.PHONY: help demo storefront test check check-all test-strict test-includes asan-layers tsan-actors test-fresh deps deps-browser deps-promtool \
  hooks bench package test-package docs format format-check tidy tidy-changed asan tsan fuzz soak clean

help: ## Lists the commands.
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: ## Builds and runs the quick start and on-device decisions against a local server.
	@$(install_packages) $(DEMO_PACKAGES)
	cmake --preset demo
	cmake --build --preset demo --target demo

storefront: ## Builds and runs a personalized shop with a local server; see docs/guides/storefront.md.
	@$(install_packages) $(DEMO_PACKAGES)
	cmake --preset demo
	cmake --build --preset demo --target storefront_demo

test: deps ## Builds everything and runs all tests.
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev --parallel $(test_jobs) $(test_args)

check: format-check test-strict demo ## Formats, tests with warnings as errors, and the demo; the first part of CI.

check-all: check test-package test-includes ## What CI runs, and all tests under all sanitizers: hours.
	$(MAKE) asan
	$(MAKE) tsan
	$(MAKE) tidy

# Only the library itself is sanitized: the test programs are those of test-strict, from ccache.
asan-layers: deps ## The layers of the library under Address-, Leak- and UndefinedBehaviorSanitizer; quick.
	cmake --preset asan-ubsan -B build/asan-layers \
	  -D TARGET_SDK_SANITIZE_TESTS=OFF -D TARGET_SDK_WERROR=ON
	cmake --build build/asan-layers --target $(layers:%=%_tests)
	ctest --test-dir build/asan-layers --output-on-failure --parallel $(test_jobs) $(test_args) \
	  --tests-regex '^($(subst $(space),|,$(layers)))\.'

# What lives and waits: races are there, or nowhere. What is hostile by its size takes ten minutes and more.
tsan-actors: ## The actors under ThreadSanitizer.
	$(MAKE) tsan LAYERS=actors test_skips='^actors\.hostile_requests$$'

test-strict: deps
	cmake --preset dev -D TARGET_SDK_WERROR=ON
	cmake --build --preset dev
	ctest --preset dev --parallel $(test_jobs) $(test_args)

# Elsewhere, sources are joined, and may see what others of them include.
test-includes: deps ## Compiles each source of the library alone: does it include what it needs?
	cmake --preset dev -B build/alone $(sources_alone) -D CMAKE_CXX_FLAGS_DEBUG=-O0 -D TARGET_SDK_WERROR=ON \
	  -D TARGET_SDK_BUILD_TOOLS=OFF -D TARGET_SDK_BUILD_TESTS=OFF -D TARGET_SDK_BUILD_EXAMPLES=OFF
	cmake --build build/alone

# As root: the system is made by debootstrap.
test-fresh: ## Runs demo and test in a clone on a fresh Debian; SUITE=bookworm or SUITE=trixie.
	@$(install_packages) $(FRESH_PACKAGES)
	tests/fresh/run.sh $(SUITE)

deps: ## Installs the Debian packages that are missing.
	@$(install_packages) $(TEST_PACKAGES)

# Node.js comes from Debian unless the machine has another one.
deps-browser: ## Installs what the browser test of the storefront needs; without it, it is skipped.
	@$(install_packages) $(BROWSER_PACKAGES)
	@command -v npm >/dev/null || $(install_packages) nodejs npm
	mkdir -p .cache/browser
	cp tests/examples/browser/{package.json,package-lock.json,.npmrc} .cache/browser/
	cd .cache/browser && npm ci --no-fund --no-audit

# promtool alone: Debian's package would start a server.
deps-promtool: ## Fetches promtool, which checks what we give Prometheus; without it, that is skipped.
	mkdir -p .cache/promtool
	cd .cache/promtool && apt-get download prometheus && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb

hooks: ## Has git refuse commits whose subject is longer than 72 characters.
	git config core.hooksPath .githooks

bench: ## Runs all benchmarks and draws them: build/bench.html; BENCH_BASE=FILE compares with an earlier build/bench.json.
	@$(install_packages) $(BENCH_PACKAGES)
	cmake --preset release -D TARGET_SDK_BENCH_ARGUMENTS=$(if $(BENCH_QUICK),--quick)
	cmake --build --preset release --target bench
	python3 -B benchmarks/report build/release/benchmarks --html build/bench.html --json build/bench.json \
	  $(BENCH_BASE:%=--base %)

docs: ## Writes the reference of the public headers to build/docs/html.
	@$(install_packages) $(DOCS_PACKAGES)
	@mkdir -p build/docs
	PROJECT_VERSION=$(version) doxygen docs/Doxyfile

package: ## Builds the Debian packages into build/package.
	@$(install_packages) $(PACKAGE_PACKAGES)
	cmake --preset package -D TARGET_SDK_BUILD_TESTS=OFF
	cmake --build --preset package
	cd build/package && cpack

test-package: ## Builds the Debian packages and tests them.
	@$(install_packages) $(TEST_PACKAGE_PACKAGES)
	cmake --preset package -D TARGET_SDK_BUILD_TESTS=ON
	cmake --build --preset package
	ctest --preset package $(test_args)

format: ## Formats all sources.
	@$(install_packages) $(FORMAT_PACKAGES)
	$(sources) | xargs clang-format -i

format-check: ## Says which sources are not formatted.
	@$(install_packages) $(FORMAT_PACKAGES)
	$(sources) | xargs clang-format --dry-run --Werror

tidy: ## Runs clang-tidy; name files with TIDY_FILES='models/json.cpp ...'.
	@$(install_packages) $(TIDY_PACKAGES)
	$(configure_tidy)
	$(run_tidy) $(or $(TIDY_FILES),'$(tidy_folders)') 2>/dev/null

# As many files as CI has time for; it also limits the seconds, of which 0 are no limit.
tidy-changed: ## Runs clang-tidy over what changed since the main branch; findings fail nothing.
	@$(install_packages) $(TIDY_PACKAGES)
	$(configure_tidy)
	-cmake/changed_sources.sh | sed 's|^|/|' | grep -E '^$(tidy_folders)' | head -n $(tidy_most) | \
	  timeout $(tidy_seconds) xargs --no-run-if-empty $(run_tidy) 2>/dev/null

asan: deps ## Tests under Address-, Leak- and UndefinedBehaviorSanitizer; or LAYERS='models actors'.
	cmake --preset asan-ubsan
	cmake --build --preset asan-ubsan $(build_layers)
	ctest --preset asan-ubsan --parallel $(test_jobs) $(test_layers)

fuzz: ## Fuzzes what browsers, callers and servers send, 100,000 inputs a target; FUZZ_RUNS=1000000 FUZZ_TARGETS='url cookies'.
	@$(install_packages) $(FUZZ_PACKAGES)
	cmake -G Ninja -B build/fuzz -D CMAKE_CXX_COMPILER=clang++ -D TARGET_SDK_FUZZ=ON \
	  -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG="-O1 -g1" >/dev/null
	cmake --build build/fuzz --target fuzzers
	tests/fuzz/run.sh build/fuzz $(or $(FUZZ_RUNS),$(if $(FUZZ_SECONDS),-1,100000)) $(or $(FUZZ_SECONDS),0) \
	  $(FUZZ_TARGETS)

soak: deps ## A client under mixed load, against a server that misbehaves; SOAK_SECONDS=600.
	cmake --preset dev
	cmake --build --preset dev --target soak
	build/dev/tests/soak/soak --seconds $(or $(SOAK_SECONDS),600)

tsan: ## Tests under ThreadSanitizer, with an instrumented libcaf_core; or LAYERS=actors.
	@$(install_packages) $(TSAN_PACKAGES)
	cmake/build_caf_tsan.sh .cache/caf-tsan
	cmake --preset tsan
	cmake --build --preset tsan $(build_layers)
	ctest --preset tsan --parallel $(test_jobs) $(test_args) $(test_layers) $(test_skips:%=--exclude-regex '%')

clean: ## Removes what was built; keeps the instrumented CAF.
	rm -rf build
