/*
 * NDR programs: how the parameters of a method are written down in bytes.
 *
 * One byte per parameter in the order of the IDL ([MS-CMRP] 6.2): kind, direction, and whether a referent is
 * on the wire. The last byte has kind END and says which status words and whether a context handle follow;
 * those are no arguments. Every byte is an opcode, so the end of a program is its first byte of kind END.
 *
 * An array and the parameter that gives its size always stand side by side on this interface, so the kind
 * says NEXT or PREV where other NDR engines need an index.
 */
#ifndef LWCLUS_NDR_PROGRAM_H
#define LWCLUS_NDR_PROGRAM_H

#include "lwclus_config.h"

/* What the enabled methods need from the engine; kinds that none of them uses cost no flash. */
#define LWCLUS_NDR_NEEDS_ALL LWCLUS_METHODS_ALL
/* groups and resources: lists with byte arrays, a structure that is sent, UTF-16 arrays, 64-bit integers */
#define LWCLUS_NDR_NEEDS_ENTRIES (LWCLUS_NDR_NEEDS_ALL || LWCLUS_API_GROUP || LWCLUS_API_RESOURCE)
/* [in] strings that may be NULL */
#define LWCLUS_NDR_NEEDS_OPTIONAL (LWCLUS_NDR_NEEDS_ALL || LWCLUS_API_RESOURCE)
/* parameters that are byte arrays */
#define LWCLUS_NDR_NEEDS_BUFFERS                                                                             \
    (LWCLUS_NDR_NEEDS_ENTRIES || LWCLUS_API_NETINTERFACE || LWCLUS_API_NETWORK || LWCLUS_API_NODE ||         \
     LWCLUS_API_CLUSTER)
/* single structures, and 16-bit integers */
#define LWCLUS_NDR_NEEDS_VERSION (LWCLUS_NDR_NEEDS_ENTRIES || LWCLUS_API_CLUSTER)
/* rows of structures: lists of names, or a single structure */
#define LWCLUS_NDR_NEEDS_ROWS                                                                                \
    (LWCLUS_NDR_NEEDS_VERSION || LWCLUS_API_ENUM || LWCLUS_API_NODE || LWCLUS_RECONNECT)

#define LWCLUS_NDR_KIND_MASK 0x1fu
#define LWCLUS_NDR_IN        0x20u
#define LWCLUS_NDR_OUT       0x40u
#define LWCLUS_NDR_UNIQUE    0x80u /* [unique] or T**: a 4-byte referent comes first, 0 = NULL */

/* The direction bits mean something else in the last byte. Wire order: Status, rpc_status, handle; or
 * rpc_status, return value. */
#define LWCLUS_NDR_END_RPC       0x20u /* rpc_status is on the wire */
#define LWCLUS_NDR_END_HANDLE    0x40u /* Status, and a context handle as the return value */
#define LWCLUS_NDR_END_RECONNECT 0x80u /* not for the engine: [MS-CMRP] 3.2.4.6 applies */

/* Kinds. clusapi.methods uses these names in lower case; gen_methods.py reads the numbers from here. */
#define LWCLUS_NDR_KIND_END         0u
#define LWCLUS_NDR_KIND_U8          1u /* the numbers of U8 to U64 are their widths */
#define LWCLUS_NDR_KIND_U16         2u /* also enum without v1_enum */
#define LWCLUS_NDR_KIND_COUNT       3u /* u32 that must equal the count of the [out] array beside it */
#define LWCLUS_NDR_KIND_U32         4u /* also BOOL, LONG, error_status_t */
#define LWCLUS_NDR_KIND_FILETIME    5u /* two u32, so aligned to 4 and not to 8 */
#define LWCLUS_NDR_KIND_HANDLE      6u
#define LWCLUS_NDR_KIND_WSTR        7u
#define LWCLUS_NDR_KIND_U64         8u
#define LWCLUS_NDR_KIND_BYTES_NEXT  9u  /* size_is the next parameter */
#define LWCLUS_NDR_KIND_BYTES_PREV  10u /* size_is the previous parameter */
#define LWCLUS_NDR_KIND_VBYTES_NEXT 11u /* [out] size_is the next parameter, length_is a COUNT */
#define LWCLUS_NDR_KIND_WCHARS_NEXT 12u /* [in] UTF-16 units, size_is the next parameter */
#define LWCLUS_NDR_KIND_BUFFER      13u /* [out] bytes behind T**, size_is a COUNT */

/* Structures: the rows of ndr_struct.c in the same order. */
#define LWCLUS_NDR_KIND_ENUM_LIST           16u
#define LWCLUS_NDR_KIND_OPERATIONAL_VERSION 17u
#define LWCLUS_NDR_KIND_STRINGS             18u /* array of [unique] strings, size_is the previous parameter */
#define LWCLUS_NDR_KIND_CREATE_GROUP_INFO   19u
#define LWCLUS_NDR_KIND_NOTIFY_FILTER       20u
#define LWCLUS_NDR_KIND_SECURITY_DESCRIPTOR 21u
#define LWCLUS_NDR_KIND_SECURITY_ATTRIBUTES 22u
#define LWCLUS_NDR_KIND_NOTIFICATIONS       23u /* array, size_is a COUNT */
#define LWCLUS_NDR_KIND_NOTIFICATIONS_ASYNC 24u /* array, size_is a COUNT */
#define LWCLUS_NDR_KIND_PASSWORD_STATUS     25u /* array, size_is the next parameter, length_is a COUNT */
#define LWCLUS_NDR_KIND_GROUP_ENUM_LIST     26u
#define LWCLUS_NDR_KIND_RESOURCE_ENUM_LIST  27u

#endif
