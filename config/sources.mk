# Sources of lwclus by folder, relative to the root. Plain variables, for other build systems too.
#
# Each file is compiled in every configuration: what is switched off is empty. A firmware takes
# LWCLUS_CORE_SRC, LWCLUS_PORT_MBEDTLS_SRC and the folders of its platform.
# Written by `make sources`; `make check-lint` compares it with the tree.

LWCLUS_CORE_API_SRC = \
    core/api/cluster.c \
    core/api/control.c \
    core/api/enumeration.c \
    core/api/forms.c \
    core/api/group.c \
    core/api/information.c \
    core/api/netinterface.c \
    core/api/network.c \
    core/api/node.c \
    core/api/number.c \
    core/api/proplist.c \
    core/api/resource.c \
    core/api/resource_type.c
LWCLUS_CORE_AUTH_SRC = \
    core/auth/auth.c \
    core/auth/krb5.c \
    core/auth/krb5_security.c \
    core/auth/ntlm.c \
    core/auth/ntlm_authenticate.c \
    core/auth/ntlm_challenge.c \
    core/auth/ntlm_security.c \
    core/auth/spnego.c
LWCLUS_CORE_BASE_SRC = \
    core/base/cursor.c \
    core/base/der.c \
    core/base/log.c \
    core/base/text.c \
    core/base/utf16.c \
    core/base/utf8.c
LWCLUS_CORE_CRYPTO_SRC = \
    core/crypto/cbc.c \
    core/crypto/hmac.c \
    core/crypto/hmac_sha.c \
    core/crypto/krb5.c \
    core/crypto/krb5_derive.c \
    core/crypto/krb5_s2k.c \
    core/crypto/md4.c \
    core/crypto/rc4.c
LWCLUS_CORE_KRB5_SRC = \
    core/krb5/ap.c \
    core/krb5/error.c \
    core/krb5/read.c \
    core/krb5/reply.c \
    core/krb5/request.c \
    core/krb5/time.c \
    core/krb5/write.c
LWCLUS_CORE_METHOD_SRC = \
    core/method/method.c
LWCLUS_CORE_NDR_SRC = \
    core/ndr/ndr.c \
    core/ndr/ndr_array.c \
    core/ndr/ndr_struct.c
LWCLUS_CORE_RPC_SRC = \
    core/rpc/assoc.c \
    core/rpc/assoc_receive.c \
    core/rpc/epm.c \
    core/rpc/pdu.c \
    core/rpc/status.c \
    core/rpc/verifier.c
LWCLUS_CORE_SESSION_SRC = \
    core/session/address.c \
    core/session/call.c \
    core/session/clock.c \
    core/session/cluster.c \
    core/session/fetch.c \
    core/session/handle.c \
    core/session/instance.c \
    core/session/kdc.c \
    core/session/netbios.c \
    core/session/open.c \
    core/session/reconnect.c \
    core/session/reopen.c \
    core/session/resolve.c \
    core/session/session.c \
    core/session/snapshot.c \
    core/session/srv.c \
    core/session/ticket.c \
    core/session/tickets.c
LWCLUS_PORT_BAREMETAL_SRC = \
    port/baremetal/baremetal.c
LWCLUS_PORT_FREERTOS_SRC = \
    port/freertos/freertos.c
LWCLUS_PORT_FREERTOS_LWIP_SRC = \
    port/freertos/lwip/sys_arch.c
LWCLUS_PORT_LWIP_SRC = \
    port/lwip/datagram_raw.c \
    port/lwip/datagram_socket.c \
    port/lwip/os.c \
    port/lwip/resolve.c \
    port/lwip/transport_altcp.c \
    port/lwip/transport_socket.c
LWCLUS_PORT_MBEDTLS_SRC = \
    port/mbedtls/crypto_mbedtls.c
LWCLUS_PORT_POSIX_SRC = \
    port/posix/datagram.c \
    port/posix/os.c \
    port/posix/resolve.c \
    port/posix/transport.c
LWCLUS_PORT_POSIX_LWIP_SRC = \
    port/posix/lwip/port.c \
    port/posix/lwip/sys_arch.c \
    port/posix/lwip/tapif.c
LWCLUS_PORT_TEMPLATE_SRC = \
    port/template/port.c

LWCLUS_CORE_SRC = \
    $(LWCLUS_CORE_API_SRC) \
    $(LWCLUS_CORE_AUTH_SRC) \
    $(LWCLUS_CORE_BASE_SRC) \
    $(LWCLUS_CORE_CRYPTO_SRC) \
    $(LWCLUS_CORE_KRB5_SRC) \
    $(LWCLUS_CORE_METHOD_SRC) \
    $(LWCLUS_CORE_NDR_SRC) \
    $(LWCLUS_CORE_RPC_SRC) \
    $(LWCLUS_CORE_SESSION_SRC)
