/* Crypto part of the port contract over mbedTLS 2.28 or 3.x, low-level interface: no heap, no PSA state. */
#include "lwclus_port_crypto.h"

#include "mbedtls/version.h"

#if MBEDTLS_VERSION_NUMBER >= 0x04000000
#error "mbedTLS 4 has no public mbedtls_md5_*: use 3.6 or 2.28, or implement lwclus_port_crypto.h over PSA"
#endif

/* 2.28 gives the functions that return a status another name. */
#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define HASH(name) mbedtls_##name##_ret
#else
#define HASH(name) mbedtls_##name
#endif

/* A context of mbedTLS inside one of ours. */
#define FITS(theirs, ours)                                                                                   \
    _Static_assert(sizeof(theirs) <= sizeof(ours), #ours " is too small for this mbedTLS");                  \
    _Static_assert(_Alignof(theirs) <= _Alignof(ours), #ours " is not aligned enough for this mbedTLS")

/* Everywhere below the status is always 0: only alternative implementations, which are refused, can fail. */

#if LWCLUS_NTLM

#include "mbedtls/md5.h"

#ifndef MBEDTLS_MD5_C
#error "lwclus needs MBEDTLS_MD5_C in the mbedTLS configuration for LWCLUS_NTLM"
#endif
#if defined(MBEDTLS_MD5_ALT) || defined(MBEDTLS_MD5_PROCESS_ALT)
#error                                                                                                       \
    "an alternative MD5 may fail, which lwclus cannot report: switch off MBEDTLS_MD5_ALT and MBEDTLS_MD5_PROCESS_ALT"
#endif

FITS(mbedtls_md5_context, struct lwclus_md5);

static mbedtls_md5_context *md5(struct lwclus_md5 *ctx)
{
    return (mbedtls_md5_context *)(void *)ctx;
}

void lwclus_md5_start(struct lwclus_md5 *ctx)
{
    mbedtls_md5_init(md5(ctx));
    (void)HASH(md5_starts)(md5(ctx));
}

void lwclus_md5_update(struct lwclus_md5 *ctx, const void *data, size_t size)
{
    (void)HASH(md5_update)(md5(ctx), data, size);
}

void lwclus_md5_finish(struct lwclus_md5 *ctx, uint8_t digest[16])
{
    (void)HASH(md5_finish)(md5(ctx), digest);
    mbedtls_md5_free(md5(ctx));
}

#endif

#if LWCLUS_KERBEROS

#include "mbedtls/aes.h"
#include "mbedtls/sha1.h"

#ifndef MBEDTLS_SHA1_C
#error "lwclus needs MBEDTLS_SHA1_C in the mbedTLS configuration for LWCLUS_KERBEROS"
#endif
#if defined(MBEDTLS_SHA1_ALT) || defined(MBEDTLS_SHA1_PROCESS_ALT)
#error                                                                                                       \
    "an alternative SHA-1 may fail, which lwclus cannot report: switch off MBEDTLS_SHA1_ALT and MBEDTLS_SHA1_PROCESS_ALT"
#endif
#ifndef MBEDTLS_AES_C
#error "lwclus needs MBEDTLS_AES_C in the mbedTLS configuration for LWCLUS_KERBEROS"
#endif
#if defined(MBEDTLS_AES_ALT) || defined(MBEDTLS_AES_SETKEY_ENC_ALT) || defined(MBEDTLS_AES_ENCRYPT_ALT) ||   \
    defined(MBEDTLS_AES_SETKEY_DEC_ALT) || defined(MBEDTLS_AES_DECRYPT_ALT)
#error                                                                                                       \
    "an alternative AES may fail, which lwclus cannot report: switch off MBEDTLS_AES_ALT and MBEDTLS_AES_SETKEY_..., ENCRYPT_ and DECRYPT_ALT"
#endif
#if defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH) || defined(MBEDTLS_BLOCK_CIPHER_NO_DECRYPT)
#error                                                                                                       \
    "lwclus needs AES with 256 bits and decryption for LWCLUS_KERBEROS: switch off MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH and MBEDTLS_BLOCK_CIPHER_NO_DECRYPT"
#endif

FITS(mbedtls_sha1_context, struct lwclus_sha1);
FITS(mbedtls_aes_context, struct lwclus_aes);

static mbedtls_sha1_context *sha1(struct lwclus_sha1 *ctx)
{
    return (mbedtls_sha1_context *)(void *)ctx;
}

void lwclus_sha1_start(struct lwclus_sha1 *ctx)
{
    mbedtls_sha1_init(sha1(ctx));
    (void)HASH(sha1_starts)(sha1(ctx));
}

void lwclus_sha1_update(struct lwclus_sha1 *ctx, const void *data, size_t size)
{
    (void)HASH(sha1_update)(sha1(ctx), data, size);
}

void lwclus_sha1_finish(struct lwclus_sha1 *ctx, uint8_t digest[20])
{
    (void)HASH(sha1_finish)(sha1(ctx), digest);
    mbedtls_sha1_free(sha1(ctx));
}

static mbedtls_aes_context *aes(struct lwclus_aes *ctx)
{
    return (mbedtls_aes_context *)(void *)ctx;
}

void lwclus_aes_start(struct lwclus_aes *ctx, const uint8_t *key, uint32_t key_bytes, bool decrypt)
{
    mbedtls_aes_init(aes(ctx));
    if (decrypt) {
        (void)mbedtls_aes_setkey_dec(aes(ctx), key, key_bytes * 8u);
    } else {
        (void)mbedtls_aes_setkey_enc(aes(ctx), key, key_bytes * 8u);
    }
}

void lwclus_aes_block(struct lwclus_aes *ctx, bool decrypt, const uint8_t in[16], uint8_t out[16])
{
    (void)mbedtls_aes_crypt_ecb(aes(ctx), decrypt ? MBEDTLS_AES_DECRYPT : MBEDTLS_AES_ENCRYPT, in, out);
}

#endif

#if LWCLUS_KERBEROS && LWCLUS_KERBEROS_SHA2

#include <string.h>

#include "mbedtls/platform_util.h"
#include "mbedtls/sha512.h"

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#if !defined(MBEDTLS_SHA512_C) || defined(MBEDTLS_SHA512_NO_SHA384)
#error                                                                                                       \
    "lwclus needs MBEDTLS_SHA512_C without MBEDTLS_SHA512_NO_SHA384 in the mbedTLS configuration for LWCLUS_KERBEROS_SHA2"
#endif
#elif !defined(MBEDTLS_SHA384_C)
#error "lwclus needs MBEDTLS_SHA384_C in the mbedTLS configuration for LWCLUS_KERBEROS_SHA2"
#endif
#if defined(MBEDTLS_SHA512_ALT) || defined(MBEDTLS_SHA512_PROCESS_ALT)
#error                                                                                                       \
    "an alternative SHA-384 may fail, which lwclus cannot report: switch off MBEDTLS_SHA512_ALT and MBEDTLS_SHA512_PROCESS_ALT"
#endif

FITS(mbedtls_sha512_context, struct lwclus_sha384);

static mbedtls_sha512_context *sha384(struct lwclus_sha384 *ctx)
{
    return (mbedtls_sha512_context *)(void *)ctx;
}

void lwclus_sha384_start(struct lwclus_sha384 *ctx)
{
    mbedtls_sha512_init(sha384(ctx));
    (void)HASH(sha512_starts)(sha384(ctx), 1);
}

void lwclus_sha384_update(struct lwclus_sha384 *ctx, const void *data, size_t size)
{
    (void)HASH(sha512_update)(sha384(ctx), data, size);
}

void lwclus_sha384_finish(struct lwclus_sha384 *ctx, uint8_t digest[48])
{
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    uint8_t whole[64]; /* as it is declared there; 48 bytes are written */

    (void)HASH(sha512_finish)(sha384(ctx), whole);
    memcpy(digest, whole, LWCLUS_SHA384_BYTES);
    mbedtls_platform_zeroize(whole, sizeof whole);
#else
    (void)HASH(sha512_finish)(sha384(ctx), digest);
#endif
    mbedtls_sha512_free(sha384(ctx));
}

#endif
