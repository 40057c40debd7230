# Configuration: .config or a preset becomes one header, with sed alone.
#
# Python and kconfiglib are needed only to edit a .config.

KCONFIG := /usr/bin/python3
KCONFIG_ENV = CONFIG_= KCONFIG_CONFIG='$(DOTCONFIG)' srctree=.
DOTCONFIG = $(if $(CONFIG),$(CONFIG),$(O)/.config)

# what to build with: the preset named, else the .config, else the host's preset on the host
ifdef PRESET
CONFIG_SOURCE := $(if $(filter default,$(PRESET)),,config/presets/$(PRESET)_defconfig)
else ifneq ($(CONFIG),)
CONFIG_SOURCE := $(CONFIG)
else ifeq ($(PORT),posix)
CONFIG_SOURCE := config/presets/host_defconfig
else
CONFIG_SOURCE :=
endif
ifneq ($(CONFIG_SOURCE),$(wildcard $(CONFIG_SOURCE)))
$(error there is no configuration $(CONFIG_SOURCE); presets: $(patsubst config/presets/%_defconfig,%,$(wildcard config/presets/*)))
endif

AUTOCONF := $(O)/include/lwclus_autoconf.h

# rewritten only when it changes, so that nothing is compiled again for nothing
$(AUTOCONF): FORCE
	$(Q)mkdir -p '$(@D)'
	$(Q){ echo '/* Configuration of this build, made from $(or $(notdir $(CONFIG_SOURCE)),the defaults). */'; \
	    sed -n -e 's/^\(LWCLUS_[A-Z0-9_]*\)=y$$/#define \1 1/p' \
	        -e 's/^\(LWCLUS_[A-Z0-9_]*\)=n$$/#define \1 0/p' \
	        -e 's/^# \(LWCLUS_[A-Z0-9_]*\) is not set$$/#define \1 0/p' \
	        -e 's/^\(LWCLUS_[A-Z0-9_]*\)=\([0-9].*\|".*"\)$$/#define \1 \2/p' \
	        $(or $(CONFIG_SOURCE),/dev/null); } >'$@.new'
	$(Q)cmp -s '$@.new' '$@' && rm -f '$@.new' || mv '$@.new' '$@'

kconfig-deps:
	$(Q)config/deps.sh kconfig
	$(Q)mkdir -p '$(O)'

menuconfig: kconfig-deps ## edits the configuration, O/.config
	$(Q)$(KCONFIG_ENV) $(KCONFIG) -m menuconfig Kconfig

olddefconfig: kconfig-deps ## completes O/.config with the defaults of new options
	$(Q)$(KCONFIG_ENV) $(KCONFIG) -m olddefconfig Kconfig

savedefconfig: kconfig-deps ## writes what differs from the defaults to O/defconfig
	$(Q)$(KCONFIG_ENV) $(KCONFIG) -m savedefconfig --kconfig Kconfig --out '$(O)/defconfig'

%_defconfig: kconfig-deps
	$(Q)$(KCONFIG_ENV) $(KCONFIG) -m defconfig --kconfig Kconfig config/presets/$@

minimal_defconfig netinterface_defconfig kerberos_defconfig appliance_defconfig full_defconfig host_defconfig: ## O/.config from a preset

.PHONY: kconfig-deps menuconfig olddefconfig savedefconfig
