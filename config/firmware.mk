# Firmware images for QEMU's mps2-an385, and their run against a Samba server.

##V FREERTOS_DIR=    FreeRTOS kernel, for the image on FreeRTOS (default: none, that image is left out)
##V FIRMWARE_PRESET= configuration of the images (netinterface)
FIRMWARE_PRESET ?= netinterface
FIRMWARE_IMAGES := baremetal kerberos cooperative ups_drain $(if $(FREERTOS_DIR),freertos tasks)
# `tasks` is no example but a test: several tasks on FreeRTOS
FIRMWARE_MK      = $(if $(filter tasks,$*),tests/target/tasks/tasks.mk,port/baremetal/examples/mps2-an385/image.mk)
# `kerberos` is `baremetal` in a configuration of its own
FIRMWARE_CONFIG  = $(O)/firmware/config$(if $(filter kerberos,$*),-kerberos)/include/lwclus_autoconf.h

firmware: $(FIRMWARE_IMAGES:%=firmware-%) ## images for mps2-an385 (Cortex-M3): bare metal, sockets, FreeRTOS
	$(Q)cd '$(O)/firmware' && $(CROSS)size $(FIRMWARE_IMAGES:%=%/image.elf)

firmware-config: $(LWIP_READY) $(MBEDTLS_READY)
	$(Q)config/deps.sh build cross
	$(SUB) PORT=baremetal PRESET=$(FIRMWARE_PRESET) O='$(O)/firmware/config' \
	    '$(O)/firmware/config/include/lwclus_autoconf.h'
	$(SUB) PORT=baremetal PRESET=kerberos O='$(O)/firmware/config-kerberos' \
	    '$(O)/firmware/config-kerberos/include/lwclus_autoconf.h'

$(FIRMWARE_IMAGES:%=firmware-%): firmware-%: firmware-config
	@$(call say,IMAGE,$*)
	$(SUB) -f $(FIRMWARE_MK) IMAGE=$(if $(filter kerberos,$*),baremetal,$*) O='$(O)/firmware/$*' OPT='-Os -g' CROSS_COMPILE=$(CROSS) CC=$(CROSS)gcc \
	    Q='$(Q)' CONFIG_FILE='$(FIRMWARE_CONFIG)' LWIP_DIR='$(LWIP_DIR)' MBEDTLS_DIR='$(MBEDTLS_DIR)'

firmware-run: firmware ## runs the images in QEMU against a Samba server
	$(Q)config/deps.sh qemu
	$(if $(FREERTOS_DIR),,@echo 'freertos: left out, FREERTOS_DIR is not given')
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(O)/peer' CROSS_COMPILE=$(CROSS) \
	    tests/target/run-firmware.sh '$(O)/firmware' $(FIRMWARE_IMAGES); } $(or_skip)

# The same device on the host: lwIP with NO_SYS=1 on a wire that fails, over tcp_* and over the layered altcp.
DEVICE_TESTS := $(patsubst tests/target/host/%.c,%,$(wildcard tests/target/host/test_*.c))
define device_tests
$(SUB) -f tests/target/host/host.mk O='$(O)/device/$1' CC=gcc Q='$(Q)' LWIP_DIR='$(LWIP_DIR)' \
    MBEDTLS_DIR='$(MBEDTLS_DIR)' ALTCP=$2 || touch '$(O)/device/broken'
endef

check-device: $(LWIP_READY) $(MBEDTLS_READY) ## bare metal on the host: faults of network, pools and clock
	$(Q)config/deps.sh build unit
	$(Q)mkdir -p '$(O)/device'
	$(call device_tests,tcp,0)
	$(call device_tests,altcp,1)
	$(Q)tests/run-unit.sh '$(O)/device' $(addprefix tcp/,$(DEVICE_TESTS)) $(addprefix altcp/,$(DEVICE_TESTS))

.PHONY: check-device firmware firmware-config firmware-run $(FIRMWARE_IMAGES:%=firmware-%)
