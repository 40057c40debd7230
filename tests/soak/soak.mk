# The soak test: reconnect against three real servers under faults.

##V SECONDS= SEED=    `make soak`: how long (60) and which faults (1)
##V KERBEROS=         `make soak`: 1 = the servers take no NTLM
SECONDS  ?= 60
SEED     ?= 1
KERBEROS ?=

SOAK_OBJ := $(call objects_of,$(wildcard tests/soak/*.c))
FLAGS_tests/soak := $(FLAGS_port/posix/examples)
$(SOAK_OBJ): | $(LWIP_READY)
$(O)/tests/soak/soak: $(SOAK_OBJ) $(HOST_LIBS)
	$(LINK)

soak: $(LWIP_READY) $(MBEDTLS_READY) ## reconnect against three real servers under faults (SECONDS=600 SEED=1)
	$(Q)config/deps.sh build unit
	$(call build_programs,unit-host,CC=gcc,tests/soak/soak)
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' SOAK_KERBEROS='$(KERBEROS)' \
	    SOAK='$(abspath $(O))/unit-host/tests/soak/soak' \
	    flock '$(O)/soak.lock' tests/soak/soak.sh $(SECONDS) $(SEED); } $(or_skip)

check-soak: soak ## the same, as part of make check

check-soak-kerberos: KERBEROS := 1
check-soak-kerberos: SECONDS := 30
check-soak-kerberos: soak ## 30 s with nodes that take no NTLM

WAITING_SUITES += soak soak-kerberos
.PHONY: soak check-soak check-soak-kerberos
