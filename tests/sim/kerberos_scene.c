/* A scenario with Kerberos. */
#include "kerberos_scene.h"

#include <string.h>

#if LWCLUS_KERBEROS

static struct lwclus_kdc kdcs[SIM_KDCS];

void krb_reset(void)
{
    scene_reset();
    sim_net.names[0] = (struct sim_name){.name = "cluster.dom.test", .node = {1}};
    sim_net.clock = true;
    scene_now.logon = LWCLUS_LOGON_KERBEROS;
    scene_now.realm = u"dom.test";
    scene_now.endpoint_port = SIM_PORT_CLUSAPI;
    krb_kdcs(1);
}

void krb_kdcs(uint32_t count)
{
    for (uint32_t i = 0; i < SIM_KDCS; i++) {
        kdcs[i] = (struct lwclus_kdc){.address = sim_net_address(SIM_KDC_FIRST + i)};
    }
    scene_now.kdcs = count != 0 ? kdcs : NULL;
    scene_now.kdc_count = count;
}

void krb_by_key(void)
{
    static struct lwclus_krb5_key key;

    key = sim_kdc_account_key(&sim_kdc_net.account[0]);
    scene_now.key = key.bytes;
    scene_now.key_etype = key.etype;
}

struct scene_result krb_again(void)
{
    return scene_session(KRB_NAME, GENERIC_READ);
}

struct scene_result krb_run(void)
{
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    return krb_again();
}

uint32_t krb_open(const uint16_t *name)
{
    HCLUSTER cluster = OpenClusterEx(name, GENERIC_READ, NULL);
    uint32_t code = cluster != NULL ? 0 : GetLastError();

    if (cluster != NULL) {
        assert_true(CloseCluster(cluster));
    }
    return code;
}

struct lwclus_statistics krb_statistics(void)
{
    struct lwclus_statistics s;

    assert_int_equal(lwclus_get_statistics(NULL, &s), ERROR_SUCCESS);
    return s;
}

void krb_expect(const struct scene_result *r, uint32_t code, const char *what, uint32_t which)
{
    const uint16_t codes[4] = {(uint16_t)code};

    scene_assert_failed(r, code == 0 ? SCENE_CALLS : SCENE_OPEN, codes, what, which);
    scene_assert_clean(r, what, which);
}

#else
typedef int kerberos_scene_unused;
#endif
