# Instructions on a Cortex-M3, counted in QEMU.

bench-cortex-m3: $(LWIP_READY) $(MBEDTLS_READY) ## instructions on a Cortex-M3 (QEMU); O/bench-cortex-m3.csv
	$(Q)config/deps.sh build cross qemu
	$(SUB) -f tests/bench/cortex-m3/image.mk O='$(O)/bench-cortex-m3' OPT='-Os -g' CROSS_COMPILE=$(CROSS) \
	    CC=$(CROSS)gcc Q='$(Q)' LWIP_DIR='$(LWIP_DIR)' MBEDTLS_DIR='$(MBEDTLS_DIR)'
	$(Q)tests/bench/cortex-m3/run.sh '$(O)/bench-cortex-m3/image.elf' '$(O)/bench-cortex-m3.csv' $(or_skip)

.PHONY: bench-cortex-m3
