# Measurements: flash, RAM and stack of a Cortex-M3 build, instructions on the host. No assertion fails here.

CROSS    := arm-none-eabi-
M3_FLAGS := -mcpu=cortex-m3 -mthumb
PRESETS  := minimal netinterface kerberos appliance full

# one cross build per preset serves size, ram and stack: the call graph lies beside each object
m3: $(LWIP_READY) $(MBEDTLS_READY)
	$(Q)config/deps.sh cross python
	$(SUB) O='$(O)/m3/minimal' PRESET=minimal $(M3_BUILD)
	$(SUB) O='$(O)/m3/netinterface' PRESET=netinterface $(M3_BUILD)
	$(SUB) O='$(O)/m3/kerberos' PRESET=kerberos $(M3_BUILD)
	$(SUB) O='$(O)/m3/appliance' PRESET=appliance $(M3_BUILD)
	$(SUB) O='$(O)/m3/full' PRESET=full $(M3_BUILD)

M3_BUILD = PORT=lwip CC=$(CROSS)gcc CROSS_COMPILE=$(CROSS) OPT='-Os' SANITIZE= \
    CFLAGS='$(M3_FLAGS) -fcallgraph-info=su' lib probe

# what the scripts measure beside the library: sizes of types, and the hash of mbedTLS
probe: $(O)/obj/tests/bench/probe.o $(MBEDTLS_OBJ)
FLAGS_tests/bench := $(LWIP_FLAGS)
$(O)/obj/tests/bench/probe.o: | $(LWIP_READY)

MEASURE = $(Q)PYTHONDONTWRITEBYTECODE=1 CROSS_COMPILE=$(CROSS) /usr/bin/python3

# for information beside the figures of `make size`
M3_LTO_BUILD = $(subst -fcallgraph-info=su,-flto,$(subst lib probe,lib,$(M3_BUILD)))
m3-lto: $(LWIP_READY) $(MBEDTLS_READY)
	$(Q)config/deps.sh cross python
	$(SUB) O='$(O)/m3-lto/minimal' PRESET=minimal $(M3_LTO_BUILD)
	$(SUB) O='$(O)/m3-lto/netinterface' PRESET=netinterface $(M3_LTO_BUILD)
	$(SUB) O='$(O)/m3-lto/kerberos' PRESET=kerberos $(M3_LTO_BUILD)
	$(SUB) O='$(O)/m3-lto/appliance' PRESET=appliance $(M3_LTO_BUILD)
	$(SUB) O='$(O)/m3-lto/full' PRESET=full $(M3_LTO_BUILD)

# The whole API with one way to log on and without texts, trace and assertions: first without any family, then each
# build has one family more than the build before it.
FAMILIES   := base NETINTERFACE ENUM CLUSTER NETWORK NODE GROUP RESOURCE
API_BUILDS := $(FAMILIES:%=m3-api-%)
later       = $(if $2,$(if $(filter $1,$(firstword $2)),$(wordlist 2,99,$2),$(call later,$1,$(wordlist 2,99,$2))))
$(API_BUILDS): m3-api-%: $(LWIP_READY) $(MBEDTLS_READY)
	$(Q)config/deps.sh cross python
	$(Q)mkdir -p '$(O)/m3-api'
	$(Q)printf '# %s is not set\n' LWCLUS_METHODS_ALL LWCLUS_KERBEROS \
	    $(addprefix LWCLUS_API_,$(call later,$*,$(FAMILIES))) >'$(O)/m3-api/$*.config'
	$(SUB) O='$(O)/m3-api/$*' CONFIG='$(O)/m3-api/$*.config' $(M3_BUILD)

# Kerberos beside NTLM: the preset netinterface with both
KERBEROS_BUILDS := m3-krb-kerberos m3-krb-no-srv
$(KERBEROS_BUILDS): m3-krb-%: $(LWIP_READY) $(MBEDTLS_READY)
	$(Q)config/deps.sh cross python
	$(Q)mkdir -p '$(O)/m3-krb'
	$(Q){ grep -v LWCLUS_KERBEROS config/presets/netinterface_defconfig; echo LWCLUS_KERBEROS=y; \
	    $(if $(filter no-srv,$*),echo '# LWCLUS_KDC_SRV is not set',:); } >'$(O)/m3-krb/$*.config'
	$(SUB) O='$(O)/m3-krb/$*' CONFIG='$(O)/m3-krb/$*.config' $(M3_BUILD)

size: m3 m3-lto $(API_BUILDS) $(KERBEROS_BUILDS) ## flash per preset, folder, family of the API, and of Kerberos, Cortex-M3 -Os
	$(MEASURE) tests/bench/size.py '$(O)/m3' '$(O)/m3-lto' '$(O)/size.csv' $(PRESETS)
	$(MEASURE) tests/bench/families.py '$(O)/m3-api' '$(O)/families.csv' $(FAMILIES)
	$(MEASURE) tests/bench/kerberos.py '$(O)/m3/netinterface' '$(O)/m3-krb' '$(O)/kerberos.csv'

ram: m3 ## static RAM per preset, with the formula; O/ram.csv
	$(MEASURE) tests/bench/ram.py '$(O)/m3' '$(O)/ram.csv' $(PRESETS)

stack: m3 ## worst stack per public function with its chain; O/stack.csv
	$(MEASURE) tests/bench/stack.py '$(O)/m3' '$(O)/stack.csv' $(PRESETS)

$(O)/tests/bench/call: $(O)/%: $(O)/obj/%.o $(O)/tests/sim/libhelpers.a $(HOST_LIBS)
	$(LINK)

bench: $(LWIP_READY) $(MBEDTLS_READY) ## instructions per warm sealed call, NTLM and Kerberos (callgrind); O/bench.csv
	$(Q)config/deps.sh build unit bench
	$(SUB) PORT=posix CC=gcc CROSS_COMPILE= PRESET=host OPT='-Os -g' SANITIZE= CFLAGS= O='$(O)/bench' \
	    PROGRAMS=tests/bench/call test-programs
	$(Q)tests/bench/bench.sh '$(O)' '$(O)/bench.csv'

.PHONY: m3 m3-lto $(API_BUILDS) $(KERBEROS_BUILDS) probe size ram stack bench
