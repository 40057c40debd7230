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

.PHONY: cross $(PRESETS:%=cross-config-%)
