# api_peer has more sources than the one that it is named after.

API_PEER_OBJ := $(call objects_of,$(wildcard tests/peer/api_peer_*.c))
$(API_PEER_OBJ): | $(LWIP_READY)
$(O)/tests/peer/api_peer: $(API_PEER_OBJ)

# family_peer shares main and the checks with api_peer.
FAMILY_PEER_OBJ := $(call objects_of,tests/peer/api_peer.c $(wildcard tests/peer/family_peer*.c))
$(FAMILY_PEER_OBJ): | $(LWIP_READY)
$(O)/tests/peer/family_peer: $(FAMILY_PEER_OBJ) $(O)/libexamples.a $(HOST_LIBS)
	@$(call say,LD,tests/peer/family_peer)
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) $(ALL_CFLAGS) -o '$@' $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	    -lpthread $(MBEDTLS_LIBS)

check-families: $(LWIP_READY) $(MBEDTLS_READY) ## every function of the object families over lwIP against Samba
	$(Q)config/deps.sh build unit
	$(call host_programs,PROGRAMS=tests/peer/family_peer programs test-programs)
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' \
	    FAMILY_PEER='$(abspath $(O))/host/tests/peer/family_peer' tests/peer/check_families.sh; } $(or_skip)

check-clusinfo: $(LWIP_READY) $(MBEDTLS_READY) ## the commands of clusinfo over lwIP against Samba
	$(Q)config/deps.sh build unit
	$(call host_programs,programs)
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' PEER_CONF='clusapi:families = yes' \
	    CASES=check_clusinfo.py CLUSINFO='$(abspath $(O))/host/clusinfo' tests/peer/check.sh; } $(or_skip)

# krb5_peer shares main, the checks and some cases with api_peer.
KRB5_PEER_OBJ := $(call objects_of,$(addprefix tests/peer/,api_peer.c api_peer_netinterface.c api_peer_enum.c \
    api_peer_nonblocking.c api_peer_session.c) $(wildcard tests/peer/krb5_peer*.c))
$(KRB5_PEER_OBJ): | $(LWIP_READY)
$(O)/tests/peer/krb5_peer: $(KRB5_PEER_OBJ) $(O)/libexamples.a $(HOST_LIBS)
	@$(call say,LD,tests/peer/krb5_peer)
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) $(ALL_CFLAGS) -o '$@' $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	    -lpthread $(MBEDTLS_LIBS)

check-kerberos: $(LWIP_READY) $(MBEDTLS_READY) ## Kerberos over lwIP against a domain controller that takes no NTLM
	$(Q)config/deps.sh build unit
	$(call host_programs,PROGRAMS=tests/peer/krb5_peer programs test-programs)
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' \
	    KRB5_PEER='$(abspath $(O))/host/tests/peer/krb5_peer' tests/peer/check_krb5.sh; } $(or_skip)

# ndr_random is Samba's NDR library and ours in one program.
SAMBA_LIB := /usr/lib/$(shell gcc -print-multiarch 2>/dev/null)/samba
NDR_RANDOM_SRC := $(wildcard tests/peer/ndr_random*.c)
$(foreach f,$(NDR_RANDOM_SRC),$(eval FLAGS_$f := -isystem /usr/include/samba-4.0 -DHAVE_IMMEDIATE_STRUCTURES=1))
$(O)/tests/peer/ndr_random: $(call objects_of,$(NDR_RANDOM_SRC)) $(O)/liblwclus.a
	@$(call say,LD,tests/peer/ndr_random)
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) $(ALL_CFLAGS) -o '$@' $^ -L'$(SAMBA_LIB)' -lndr -ltalloc -l:libndr-samba4.so.0 \
	    -Wl,-rpath,'$(SAMBA_LIB)' $(MBEDTLS_LIBS)

##V NDR_ROUNDS=20 NDR_SEED=1 random cases per method of `make check-ndr`
NDR_ROUNDS ?= 20
NDR_SEED   ?= 1
check-ndr: $(MBEDTLS_READY) ## random requests and responses: our NDR code against Samba's
	$(Q)config/deps.sh build
	+$(Q)( tests/peer/install-deps.sh || exit 77; mkdir -p '$(O)/unit-host' && flock '$(O)/unit-host/lock' \
	    $(SUB_MAKE) OPT='-O1 -g' SANITIZE=1 PORT=posix CROSS_COMPILE= PRESET=host O='$(O)/unit-host' CC=gcc \
	    PROGRAMS=tests/peer/ndr_random test-programs && \
	    '$(O)/unit-host/tests/peer/ndr_random' $(NDR_ROUNDS) $(NDR_SEED) ) $(or_skip)

.PHONY: check-families check-clusinfo check-kerberos check-ndr
