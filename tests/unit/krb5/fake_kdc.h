/*
 * The KDC's side of the messages, for tests: replies and errors out of parameters, requests taken apart.
 *
 * Everything can be made to lie. Strings are UTF-8; names of several parts have '/' between them.
 */
#ifndef TESTS_UNIT_KRB5_FAKE_KDC_H
#define TESTS_UNIT_KRB5_FAKE_KDC_H

#include "krb5/kdc.h"

#if LWCLUS_KERBEROS

/* What a reply says. Zero leaves a field out where that is allowed. */
struct kdc_reply {
    bool tgs;                          /* TGS-REP rather than AS-REP */
    uint8_t sealed_tag;                /* of EncKDCRepPart; 0 = 0x79 and 0x7a as the RFC has it */
    uint8_t version;                   /* pvno; 0 = 5 */
    uint8_t type;                      /* msg-type; 0 = the right one */
    const struct lwclus_krb5_key *key; /* encrypts the reply: key of the account, session key of the TGT */
    const struct lwclus_krb5_key *service; /* encrypts the ticket; NULL: `filler` bytes instead */
    uint32_t filler;
    struct lwclus_krb5_key session; /* session key */
    const char *client_realm;
    const char *client;
    uint32_t client_type;     /* name type; 0 = 1 */
    const char *realm;        /* of the service */
    const char *name;         /* of the service */
    const char *sealed_realm; /* the same in the encrypted part; NULL = as outside */
    const char *sealed_name;
    struct lwclus_cspan padata;   /* elements PA-DATA */
    struct lwclus_cspan nonce;    /* content of the INTEGER, NULL: `nonce_value` */
    struct lwclus_cspan kvno;     /* content of the INTEGER in the Ticket; NULL: 1 */
    struct lwclus_cspan extra;    /* appended to EncKDCRepPart */
    struct lwclus_cspan trailing; /* appended to the KDC-REP */
    uint32_t nonce_value;
    uint32_t key_version; /* kvno of the encrypted part; 0 = left out */
    uint32_t flags;
    uint32_t expiration; /* key-expiration */
    uint32_t authtime;
    uint32_t start;
    uint32_t end;
    uint32_t renew;
    uint8_t confounder[LWCLUS_KRB5_CONFOUNDER];
};

/** Writes a reply; returns its bytes. Ends the program when it exceeds `cap`. */
uint32_t kdc_write_reply(uint8_t *out, uint32_t cap, const struct kdc_reply *r);

/* What a KRB-ERROR says. */
struct kdc_error {
    uint32_t code;
    uint32_t time;
    const char *client_realm; /* NULL = left out */
    const char *client;
    const char *realm;
    const char *name;
    const char *text;
    struct lwclus_cspan data; /* content of e-data; NULL = left out */
};

uint32_t kdc_write_error(uint8_t *out, uint32_t cap, const struct kdc_error *e);

/* One ETYPE-INFO2-ENTRY. */
struct kdc_info {
    uint32_t etype;
    const char *salt;    /* NULL = left out */
    uint32_t iterations; /* s2kparams; 0 = left out */
};

/** Writes a PA-DATA of type 19 with these entries; for METHOD-DATA put kdc_sequence() around. */
uint32_t kdc_write_info(uint8_t *out, uint32_t cap, const struct kdc_info *info, uint32_t count);

/** Writes a PA-DATA of any type. */
uint32_t kdc_write_pa(uint8_t *out, uint32_t cap, uint32_t type, const void *value, uint32_t size);

/** Puts a SEQUENCE around the first `size` bytes of `out`; returns the new size. */
uint32_t kdc_sequence(uint8_t *out, uint32_t cap, uint32_t size);

/* A request, taken apart. */
struct kdc_request {
    bool tgs;
    uint32_t options;
    uint32_t client_type; /* 0 in a TGS-REQ */
    char client[128];     /* empty in a TGS-REQ */
    char realm[128];
    uint32_t name_type;
    char name[256];
    uint32_t till;
    uint32_t nonce;
    uint8_t etypes[8];
    uint32_t etype_count;
    uint32_t pa_type;         /* of the one PA-DATA; 0 = none */
    struct lwclus_span pa;    /* its value; points into the message */
    struct lwclus_cspan body; /* DER of KDC-REQ-BODY; points into the message */
};

/** False when it is not exactly what RFC 4120 5.4.1 allows and this client sends. */
bool kdc_read_request(struct lwclus_span message, struct kdc_request *out);

/** Decrypts PA-ENC-TIMESTAMP in place. */
bool kdc_open_timestamp(const struct kdc_request *request, const struct lwclus_krb5_key *key,
                        struct lwclus_krb5_time *out);

/* The AP-REQ of a TGS-REQ or of a bind, decrypted. */
struct kdc_ap {
    uint32_t options;
    char name[256];                 /* service of the ticket, as its outside says */
    struct lwclus_krb5_key session; /* out of the ticket */
    char client_realm[128];         /* of the authenticator; equal to those of the ticket */
    char client[128];
    uint32_t checksum_type;
    struct lwclus_cspan checksum;
    struct lwclus_krb5_time time;
    bool has_subkey;
    struct lwclus_krb5_key subkey;
    bool has_sequence;
    uint32_t sequence;
};

/** Decrypts ticket (made by kdc_write_reply with this `service` key) and authenticator in place. */
bool kdc_open_ap(struct lwclus_span message, const struct lwclus_krb5_key *service, uint32_t usage,
                 struct kdc_ap *out);

/** The same for a TGS-REQ, and its checksum over the body. */
bool kdc_open_tgt(const struct kdc_request *request, const struct lwclus_krb5_key *krbtgt,
                  struct kdc_ap *out);

#endif

#endif
