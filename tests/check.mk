# make check and its pieces. Every suite ends with a line "N passed, N failed[, N skipped]".

# One of each list runs at a time: those that keep the processors busy, and those that mostly wait for servers and for
# time to pass. Each list is in the order in which it runs; the folders that suites share have locks.
SUITES := lint unit-gcc unit-clang config unit-mbedtls2 mit sim sim-small threads device fuzz install cmake cross figures bigendian
WAITING_SUITES := vectors ndr peer-selftest peer families kerberos ups clusinfo firmware

TEST_INCLUDES := -I. -Itests -Itests/unit -Itests/sim
$(foreach d,lwip posix posix/lwip mbedtls,$(eval FLAGS_tests/unit/port/$d := \
    -Iport/lwip -Iport/posix/examples -Iport/posix -Iport/posix/lwip $(LWIP_FLAGS) $(MBEDTLS_FLAGS)))
FLAGS_tests/unit/port := $(FLAGS_tests/unit/port/lwip)

check: ## every test; ends with one line of counts
	$(Q)config/deps.sh build
	+$(Q)BUILD='$(MAKE) $(if $(V),V=$(V)) O=$(O) DEPS=$(DEPS)' tests/run.sh '$(O)/check' $(SUITES) -- $(WAITING_SUITES)

# sub-builds share the dependencies and start from a fixed configuration
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
SUB_MAKE = $(MAKE) --no-print-directory $(JOBS) DEPS='$(abspath $(DEPS))' CONFIG=
SUB = +$(Q)$(SUB_MAKE)

# ---- programs: each test_*.c of a folder is one, linked with the other files of that folder ----

programs_of = $(sort $(shell find $1 -name 'test_*.c' 2>/dev/null))
helpers_of  = $(sort $(shell find $1 -name '*.c' ! -name 'test_*' 2>/dev/null))

define test_folder
$(O)/$1/libhelpers.a: $(call objects_of,$(call helpers_of,$1))
	$$(Q)mkdir -p '$$(@D)'
	$$(Q)rm -f '$$@'
	$$(Q)$$(AR) rcs '$$@' $$^
endef
$(eval $(call test_folder,tests/unit))
$(eval $(call test_folder,tests/sim))

LINK = @$(call say,LD,$*); mkdir -p '$(@D)'; $(if $(Q),,set -x;) \
    $(CC) $(ALL_CFLAGS) -o '$@' $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
    -lcmocka -lpthread $(MBEDTLS_LIBS)

UNIT_PROGRAMS := $(patsubst %.c,%,$(call programs_of,tests/unit))
SIM_PROGRAMS  := $(patsubst %.c,%,$(call programs_of,tests/sim))
# crypto and authentication depend on the version of mbedTLS
AUTH_PROGRAMS := $(filter $(addsuffix %,tests/unit/crypto/ tests/unit/krb5/ tests/unit/auth/ tests/unit/port/mbedtls/),$(UNIT_PROGRAMS))

# those of the ports bring lwIP along, which is not built for the others
PORT_PROGRAMS := $(filter tests/unit/port/lwip/% tests/unit/port/posix/%,$(UNIT_PROGRAMS))
$(filter-out $(PORT_PROGRAMS:%=$(O)/%),$(UNIT_PROGRAMS:%=$(O)/%)): $(O)/%: \
    $(O)/obj/%.o $(O)/tests/unit/libhelpers.a $(O)/liblwclus.a
	$(LINK)
$(PORT_PROGRAMS:%=$(O)/%): $(O)/%: $(O)/obj/%.o $(O)/tests/unit/libhelpers.a $(HOST_LIBS)
	$(LINK)
$(SIM_PROGRAMS:%=$(O)/%): $(O)/%: $(O)/obj/%.o $(O)/tests/sim/libhelpers.a $(HOST_LIBS)
	$(LINK)
$(O)/tests/vectors/ndr_in_dump: $(O)/%: $(O)/obj/%.o $(O)/liblwclus.a
	$(LINK)
$(call objects_of,$(filter tests/unit/port/%,$(call programs_of,tests/unit) $(call helpers_of,tests/unit))): \
    | $(LWIP_READY) $(MBEDTLS_READY)

test-programs: $(addprefix $(O)/,$(PROGRAMS))

# $(call run_programs,BUILD,VARIABLES,PROGRAMS): builds them in a folder of their own, then runs them
define run_programs
$(call build_programs,$1,$2,$3) || touch '$(O)/$1/broken-$@'
$(Q)BROKEN='$(O)/$1/broken-$@' tests/run-unit.sh '$(O)/$1' $3
endef
# Suites that share a build wait for each other; so that nothing is built twice, a build has one configuration:
# unit-gcc that of PRESET=full, unit-clang and unit-host that of the host, with the encryption types of SHA-2 besides.
build_programs = +$(Q)mkdir -p '$(O)/$1' && flock '$(O)/$1/lock' $(SUB_MAKE) -k OPT='-O1 -g' SANITIZE=1 PORT=posix \
    CROSS_COMPILE= PRESET=host O='$(O)/$1' $2 PROGRAMS='$3' test-programs

check-unit: check-unit-gcc check-unit-clang check-unit-mbedtls2 ## unit tests, all three builds

check-unit-gcc: $(MBEDTLS_READY) $(LWIP_READY) ## unit tests: gcc, AddressSanitizer, UBSan
	$(Q)config/deps.sh build unit
	$(call run_programs,unit-gcc,CC=gcc PRESET=full,$(UNIT_PROGRAMS))

check-unit-clang: $(MBEDTLS_READY) $(LWIP_READY) ## unit tests: clang, AddressSanitizer, UBSan
	$(Q)config/deps.sh build unit clang
	$(call run_programs,unit-clang,CC=clang,$(UNIT_PROGRAMS))

check-unit-mbedtls2: $(LWIP_READY) ## crypto and authentication with the system's mbedTLS 2.28
	$(Q)config/deps.sh build unit mbedtls2
	$(call run_programs,unit-mbedtls2,CC=gcc PRESET=full MBEDTLS_DIR=system,$(AUTH_PROGRAMS))

check-sim: $(MBEDTLS_READY) $(LWIP_READY) ## the whole library against the simulated cluster
	$(Q)config/deps.sh build unit
	$(call run_programs,unit-gcc,CC=gcc PRESET=full,$(SIM_PROGRAMS))

# what depends on the options, with those of the small presets
check-sim-small: $(MBEDTLS_READY) $(LWIP_READY) ## opening a cluster with the small presets, simulated
	$(Q)config/deps.sh build unit
	$(call build_programs,sim-kerberos,CC=gcc PRESET=kerberos,tests/sim/test_sim_open)
	$(call build_programs,sim-netinterface,CC=gcc PRESET=netinterface,tests/sim/test_sim_open)
	$(Q)tests/run-unit.sh '$(O)' sim-kerberos/tests/sim/test_sim_open sim-netinterface/tests/sim/test_sim_open

# the one program that needs another Kerberos
$(O)/tests/mit/test_mit: $(O)/%: $(O)/obj/%.o $(O)/liblwclus.a
	$(LINK) -lgssapi_krb5 -lkrb5 -lk5crypto

check-mit: $(MBEDTLS_READY) ## Kerberos: the acceptor of MIT, both directions
	$(Q)config/deps.sh build unit mit
	$(call run_programs,unit-host,CC=gcc,tests/mit/test_mit)

check-threads: $(MBEDTLS_READY) $(LWIP_READY) ## tasks that share a session, under ThreadSanitizer
	$(Q)config/deps.sh build unit
	$(call run_programs,threads,CC=gcc PRESET=full SANITIZE= CFLAGS=-fsanitize=thread,tests/sim/test_sim_reconnect_threads)

check-vectors: $(MBEDTLS_READY) ## every request as Samba's ndrdump reads it
	$(Q)config/deps.sh build unit
	$(Q)tests/peer/install-deps.sh || true
	$(call build_programs,unit-host,CC=gcc,tests/vectors/ndr_in_dump)
	$(Q)tests/vectors/ndrdump_all.sh '$(O)/unit-host/tests/vectors/ndr_in_dump'

FUZZ_PROGRAMS := $(patsubst %.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
$(O)/tests/fuzz/fuzz_fetch: $(call objects_of,tests/fuzz/fetch_net.c tests/fuzz/fetch_kdc.c)
$(FUZZ_PROGRAMS:%=$(O)/%): $(O)/%: $(O)/obj/%.o $(O)/liblwclus.a
	@$(call say,LD,$*)
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -o '$@' $(filter %.o,$^) $(filter %.a,$^) $(MBEDTLS_LIBS)

check-fuzz: $(MBEDTLS_READY) ## a short run of every fuzzer (FUZZ_RUNS, FUZZ_SEED)
	$(Q)config/deps.sh build clang
	$(call build_programs,fuzz,CC=clang CFLAGS=-fsanitize=fuzzer-no-link,$(FUZZ_PROGRAMS))
	$(Q)tests/fuzz/run.sh $(FUZZ_PROGRAMS:%='$(O)/fuzz/%')

# programs as on a host, without sanitizers; the suites of tests/peer share them
host_programs = +$(Q)mkdir -p '$(O)/host' && flock '$(O)/host/lock' $(SUB_MAKE) OPT='-Os -g' SANITIZE= PORT=posix \
    CROSS_COMPILE= PRESET=host O='$(O)/host' CC=gcc CFLAGS= $1

# ---- scripts ----

# a suite that this machine cannot run ends with status 77 and counts as one skipped
or_skip = || { status=$$?; [ $$status = 77 ] && echo '0 passed, 0 failed, 1 skipped' || exit $$status; }

check-peer-selftest: ## the Samba server of the tests, through Samba's own client
	$(Q)config/deps.sh build
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' tests/unittest.sh tests/peer/selftest.sh; } $(or_skip)

FLAGS_tests/peer := $(FLAGS_port/posix/examples)
$(O)/obj/tests/peer/api_peer.o: | $(LWIP_READY)
$(O)/tests/peer/api_peer: $(O)/%: $(O)/obj/%.o $(O)/libexamples.a $(HOST_LIBS)
	$(LINK)

check-peer: $(LWIP_READY) $(MBEDTLS_READY) ## clusinfo over lwIP against a real Samba server
	$(Q)config/deps.sh build unit
	$(call host_programs,PROGRAMS=tests/peer/api_peer programs test-programs)
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' CLUSINFO='$(abspath $(O))/host/clusinfo' tests/peer/check.sh; } $(or_skip)

check-lint: $(LWIP_READY) $(MBEDTLS_READY) ## layers, limits, symbols, format, options, sources
	$(Q)config/deps.sh build lint
	$(SUB) -k O='$(O)/lint' CC=gcc CROSS_COMPILE= PORT=lwip PRESET=full SANITIZE= OPT=-Os CFLAGS= lib
	$(Q)tests/lint/run.sh '$(O)/lint/liblwclus.objects'

check-config: $(LWIP_READY) $(MBEDTLS_READY) ## wrong settings are refused; every option alone builds and passes
	$(Q)config/deps.sh build unit
	+$(Q)BUILD='$(MAKE) --no-print-directory $(JOBS) LWIP_DIR=$(LWIP_DIR) MBEDTLS_DIR=$(MBEDTLS_DIR)' \
	    WARNINGS='$(WARNINGS)' tests/config/check.sh '$(O)/config'

check-install: $(MBEDTLS_READY) ## make install, then a program through pkg-config
	$(Q)config/deps.sh build install
	+$(Q)BUILD='$(MAKE) --no-print-directory $(JOBS) DEPS=$(abspath $(DEPS))' tests/config/install.sh '$(O)/install'

# ---- figures of README.md ----

round-trips: $(LWIP_READY) $(MBEDTLS_READY)
	$(Q)config/deps.sh build unit
	$(call build_programs,unit-gcc,CC=gcc PRESET=full,tests/bench/call)
	$(Q){ echo 'open,round_trips'; \
	    echo "endpoint mapper,$$('$(O)/unit-gcc/tests/bench/call' open 0 | cut -d' ' -f1)"; \
	    echo "known port,$$('$(O)/unit-gcc/tests/bench/call' open 1 | cut -d' ' -f1)"; } >'$(O)/round-trips.csv'

figures: size ram stack bench-cortex-m3 round-trips ## measures, and writes the table of README.md
	$(MEASURE) tests/lint/figures.py '$(O)' --write

check-figures: size ram stack bench-cortex-m3 round-trips ## the table of README.md is not stale
	$(MEASURE) tests/lint/figures.py '$(O)'

check-cmake: $(LWIP_READY) $(MBEDTLS_READY) ## inside a CMake project, for the host and for a device; no Python
	$(Q)config/deps.sh build cross cmake
	$(Q)tests/config/cmake.sh '$(O)/cmake' '$(LWIP_DIR)' '$(MBEDTLS_DIR)'

check-firmware: firmware-run ## the images of `make firmware` in QEMU against a Samba server

check-cross: cross ## every processor, preset and port builds without a warning

sources: ## writes config/sources.mk from the tree
	$(Q)config/deps.sh python
	$(Q)PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/lint/sources.py --write

.PHONY: check test-programs sources round-trips figures $(addprefix check-,$(SUITES) $(WAITING_SUITES) unit)
