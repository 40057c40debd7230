# The image with several tasks on FreeRTOS: that of the example with tasks.c as its program.
#
#   make -f tests/target/tasks/tasks.mk O=build/firmware/tasks LWIP_DIR=... MBEDTLS_DIR=... FREERTOS_DIR=...

# what differs from the firmware; `override` wins over the assignments of the included file
override IMAGE := freertos
override CONFIG_FILE := tests/target/tasks/tasks_config.h
override SRC = $(LWCLUS_CORE_SRC) $(LWCLUS_PORT_MBEDTLS_SRC) $(LWCLUS_PORT_LWIP_SRC) $(LWCLUS_PORT_FREERTOS_SRC) \
    $(LWCLUS_PORT_FREERTOS_LWIP_SRC) $(APP) $(wildcard tests/target/tasks/*.c)

include port/baremetal/examples/mps2-an385/image.mk

$(O)/tests/%.o: tests/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=gnu11 $(WARNINGS) $(ALL) -c -o '$@' '$<'
