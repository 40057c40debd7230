# Cross builds of the library: every processor, preset and port.

cross: $(LWIP_READY) $(MBEDTLS_READY) ## the library for Cortex-M0+, M3, M4F, M33, rv32imac and with clang; O/cross.csv
	$(Q)config/deps.sh cross riscv clang
	$(SUB) $(PRESETS:%=cross-config-%)
	$(Q)rm -f '$(O)'/cross/*.objects
	$(SUB) -k -f tests/target/matrix.mk O='$(O)/cross' PRESETS='$(PRESETS)' WARNINGS='$(WARNINGS)' \
	    LWIP_DIR='$(LWIP_DIR)' MBEDTLS_DIR='$(MBEDTLS_DIR)' all || true
	$(Q)tests/target/cross.sh '$(O)/cross' '$(O)/cross.csv' $(PRESETS)

$(PRESETS:%=cross-config-%): cross-config-%:
	$(SUB) PORT=lwip PRESET=$* O='$(O)/cross/$*' '$(O)/cross/$*/include/lwclus_autoconf.h'

# ---- big-endian: the unit tests on Linux for other processors, in QEMU's user mode ----

# -DHAVE_*: what cmocka's own build would find out
CMOCKA_FLAGS := $(addprefix -DHAVE_,CLOCK_GETTIME=1 INTTYPES_H=1 MALLOC_H=1 SIGNAL_H=1 STRINGS_H=1 STRUCT_TIMESPEC=1 \
    TIME_H=1 SNPRINTF=1 VSNPRINTF=1) -isystem $(CMOCKA_DIR)/include
cmocka: $(CMOCKA_READY)
$(O)/libcmocka.a: $(O)/flags | $(CMOCKA_READY)
	$(Q)$(CC) -std=gnu11 -w $(CMOCKA_FLAGS) $(ALL_CFLAGS) -c -o '$(O)/cmocka.o' '$(CMOCKA_DIR)/src/cmocka.c'
	$(Q)rm -f '$@'
	$(Q)$(AR) rcs '$@' '$(O)/cmocka.o'

BIGENDIAN := powerpc s390x
BIGENDIAN_PROGRAMS := $(filter-out tests/unit/port/%,$(UNIT_PROGRAMS))
bigendian_make = $(SUB_MAKE) -k OPT=-O2 SANITIZE= PORT=posix PRESET=full O='$(O)/$1' CC=$1-linux-gnu-gcc \
    CROSS_COMPILE=$1-linux-gnu- CFLAGS='-isystem $(abspath $(CMOCKA_DIR))/include -L$(O)/$1'

# DIR/broken tells the runner that the build failed
$(BIGENDIAN:%=bigendian-%): bigendian-%:
	$(Q)mkdir -p '$(O)/$*'
	+$(Q){ $(call bigendian_make,$*) '$(O)/$*/libcmocka.a' && \
	    $(call bigendian_make,$*) PROGRAMS='$(BIGENDIAN_PROGRAMS)' test-programs; } || touch '$(O)/$*/broken'

check-bigendian: $(MBEDTLS_READY) $(LWIP_READY) ## unit tests on big-endian 32-bit and 64-bit Linux in QEMU
	$(Q)config/deps.sh build
	+$(Q){ { config/deps.sh bigendian && $(SUB_MAKE) cmocka || \
	    { echo 'skipped: compilers, QEMU or cmocka cannot be had here'; exit 77; }; } && \
	    $(SUB_MAKE) $(BIGENDIAN:%=bigendian-%) && \
	    tests/target/bigendian.sh '$(O)' $(BIGENDIAN_PROGRAMS); } $(or_skip)

.PHONY: cross cmocka $(PRESETS:%=cross-config-%) $(BIGENDIAN:%=bigendian-%)
