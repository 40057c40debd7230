/*
 * mbedTLS for lwclus: what NTLM and Kerberos need and nothing else. For mbedTLS 2.28 and 3.x.
 *
 * Give it to the compiler with -DMBEDTLS_CONFIG_FILE='"mbedtls_config.h"'. A firmware that uses mbedTLS for
 * more keeps its own configuration and makes sure that these modules are in it. What the configuration of
 * lwclus does not use may be left out, and a linker with --gc-sections does so. No module here allocates
 * memory.
 */
#ifndef MBEDTLS_CONFIG_H
#define MBEDTLS_CONFIG_H

/* LWCLUS_NTLM: HMAC-MD5 of NTLMv2 ([MS-NLMP] 3.3.2) and of the message signatures (3.4.4.2). */
#define MBEDTLS_MD5_C

/* LWCLUS_KERBEROS: aes256-cts-hmac-sha1-96 and aes128-cts-hmac-sha1-96 (RFC 3962). */
#define MBEDTLS_AES_C
#define MBEDTLS_SHA1_C
/* The smallest: 5.1 KB of flash. All tables take 11.3 KB, tables made at run time 2.9 KB and 2.6 KB of RAM.
 */
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES

/* LWCLUS_KERBEROS_SHA2: aes256-cts-hmac-sha384-192 (RFC 8009); 2.28 has both hashes in one module. */
#define MBEDTLS_SHA512_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_SMALLER

#endif
