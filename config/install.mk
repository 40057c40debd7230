# Host programs, and make install: library, headers, pkg-config file, clusinfo.

# ---- clusinfo.c and demo.c are programs, clusinfo/ has the commands, the other files are shared by them ----

EXAMPLE_SRC := $(wildcard port/posix/examples/*.c)
EXAMPLES    := port/posix/examples/clusinfo.c port/posix/examples/demo.c
CLUSINFO_SRC := $(wildcard port/posix/examples/clusinfo/*.c)
$(call objects_of,$(EXAMPLE_SRC) $(CLUSINFO_SRC)): | $(LWIP_READY)

$(O)/libexamples.a: $(call objects_of,$(filter-out $(EXAMPLES),$(EXAMPLE_SRC)))
	$(Q)rm -f '$@'
	$(Q)$(AR) rcs '$@' $^

# heap.c counts the calls of the heap
WRAP_HEAP := $(addprefix -Wl$(comma)--wrap=,malloc calloc realloc free)

$(O)/clusinfo: $(O)/obj/port/posix/examples/clusinfo.o $(call objects_of,$(CLUSINFO_SRC)) $(O)/libexamples.a \
    $(HOST_LIBS)
$(O)/demo: $(O)/obj/port/posix/examples/demo.o $(O)/libexamples.a $(O)/tests/sim/libhelpers.a $(HOST_LIBS)
$(O)/clusinfo $(O)/demo:
	@$(call say,LD,$(@F))
	$(Q)$(CC) $(ALL_CFLAGS) $(WRAP_HEAP) -Wl,--gc-sections -o '$@' $(filter %.o,$^) \
	    -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -lpthread $(MBEDTLS_LIBS)

programs: $(if $(filter posix,$(PORT)),$(O)/clusinfo)

# the smallest configuration that the demo can show something with
DEMO_PRESET ?= netinterface
demo: $(LWIP_READY) $(MBEDTLS_READY) ## the main job: clusinfo over lwIP against a simulated cluster
	$(Q)config/deps.sh build
	$(SUB) PORT=posix CROSS_COMPILE= PRESET=$(DEMO_PRESET) SANITIZE= O='$(O)/demo' '$(O)/demo/demo'
	$(Q)'$(O)/demo/demo'

# ---- install ----

PUBLIC_HEADERS := $(wildcard core/include/*.h) port/include/lwclus_port.h port/include/lwclus_port_crypto.h \
    config/lwclus_config_check.h $(foreach d,$(PORT_DIRS_$(PORT)),$(wildcard $d/lwclus_port_*.h))
VERSION := $(shell sed -n 's/^.define LWCLUS_VERSION_STRING "\(.*\)"/\1/p' core/include/lwclus.h)
INSTALL_DIR := $(DESTDIR)$(PREFIX)
PC_LIBS := -L$${libdir} -llwclus $(if $(filter posix,$(PORT)),$(MBEDTLS_LIBS) -pthread)

# lwclus_config.h finds the configuration that the library was built with by itself
install: all ## library, headers, lwclus.pc, clusinfo below DESTDIR and PREFIX
	@$(call say,INSTALL,$(INSTALL_DIR))
	$(Q)install -d '$(INSTALL_DIR)/lib/pkgconfig' '$(INSTALL_DIR)/include/lwclus'
	$(Q)install -m 644 '$(O)/liblwclus.a' '$(INSTALL_DIR)/lib'
	$(Q)install -m 644 $(PUBLIC_HEADERS) '$(AUTOCONF)' '$(INSTALL_DIR)/include/lwclus'
	$(Q)sed 's/^#ifdef LWCLUS_CONFIG_FILE$$/#ifndef LWCLUS_CONFIG_FILE\n#define LWCLUS_CONFIG_FILE "lwclus_autoconf.h"\n#endif\n&/' \
	    config/lwclus_config.h >'$(INSTALL_DIR)/include/lwclus/lwclus_config.h'
	$(Q)chmod 644 '$(INSTALL_DIR)/include/lwclus/lwclus_config.h'
	$(Q)printf '%s\n' 'prefix=$${pcfiledir}/../..' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include/lwclus' '' \
	    'Name: lwclus' 'Description: Windows Failover Cluster API over lwIP' 'Version: $(VERSION)' \
	    'Cflags: -I$${includedir}' 'Libs: $(PC_LIBS)' >'$(INSTALL_DIR)/lib/pkgconfig/lwclus.pc'
	$(Q)if [ -e '$(O)/clusinfo' ] && [ '$(PORT)' = posix ]; then \
	    install -d '$(INSTALL_DIR)/bin' && install -m 755 '$(O)/clusinfo' '$(INSTALL_DIR)/bin'; fi

.PHONY: programs demo install
