/* What a logon with Kerberos is made of: a key from a password, derived keys, encrypted parts of messages. */
#include "bench.h"

#include <string.h>

#include "crypto/krb5.h"

#include "counter.h"

#define TIMES      10u
#define ITERATIONS 1000u
#define USAGE      3u /* AS-REP */

static struct lwclus_krb5_s2k s2k;
static struct lwclus_krb5_key key = {LWCLUS_KRB5_AES256, {0}};
static uint8_t derived[LWCLUS_KRB5_KEY_MAX];
static uint8_t data[1400];

static void begin(void)
{
    static const uint8_t salt[] = {'R', 'E', 'A', 'L', 'M', 'u', 's', 'e', 'r'};

    lwclus_krb5_s2k_start(&s2k, LWCLUS_KRB5_AES256, u"Passw0rd", (struct lwclus_cspan){salt, sizeof salt},
                          ITERATIONS + 1u);
}

static void iterate(void)
{
    counter_pause();
    begin();
    counter_resume();
    counter_expect(lwclus_krb5_s2k_step(&s2k, ITERATIONS), "string-to-key");
}

static void derive(void)
{
    (void)lwclus_krb5_derive(&key, USAGE, LWCLUS_KRB5_KE, derived);
}

static void encrypt(void)
{
    lwclus_krb5_encrypt(&key, USAGE, data, sizeof data);
}

static void decrypt(void)
{
    counter_pause();
    encrypt();
    counter_resume();
    counter_expect(lwclus_krb5_decrypt(&key, USAGE, data, sizeof data), "decrypt");
}

void bench_crypto(void)
{
    counter_measure("Kerberos 1000 iterations (aes256)", 0, iterate, 1);
    lwclus_krb5_s2k_finish(&s2k, &key);
    counter_measure("Kerberos derived key", 0, derive, TIMES);
    counter_measure("Kerberos encrypt", sizeof data, encrypt, TIMES);
    counter_measure("Kerberos decrypt", sizeof data, decrypt, TIMES);
}
