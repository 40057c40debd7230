# The image that counts instructions on a Cortex-M3: core and crypto on the board of the example, the simulated
# cluster in place of the network.
#
#   make -f tests/bench/cortex-m3/image.mk O=build/bench-cortex-m3 LWIP_DIR=... MBEDTLS_DIR=...

# what differs from the firmware; `override` wins over the assignments of the included file
BENCH := tests/bench/cortex-m3
IMAGE := baremetal
override SRC = $(LWCLUS_CORE_SRC) $(LWCLUS_PORT_MBEDTLS_SRC) $(addprefix $(BOARD)/,startup.c board.c text.c) \
    $(filter-out tests/sim/sim_scene.c,$(wildcard tests/sim/sim*.c)) $(wildcard $(BENCH)/*.c)
override LWIP :=

include port/baremetal/examples/mps2-an385/image.mk

$(O)/tests/%.o: tests/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=gnu11 $(filter-out -Wconversion,$(WARNINGS)) -I. -Icore -Itests -Itests/unit -Itests/sim $(ALL) -c -o '$@' '$<'
