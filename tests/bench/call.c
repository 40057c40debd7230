/*
 * Warm calls for `make bench`: call KIND N [kerberos] makes N calls on an open cluster, sealed with NTLM or
 * with AES-256 keys of Kerberos, and ends; call open 0 opens through the endpoint mapper, call open 1 with a
 * known port. Prints round trips, bytes sent and bytes received.
 *
 * Everything runs in one process against the simulated cluster. callgrind counts only inside warm() and not
 * inside the simulated network, so the difference of two N is what the library itself costs, crypto included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kerberos_scene.h"

static HCLUSTER cluster;
static HNETINTERFACE netif;

static void state(void)
{
    if (GetClusterNetInterfaceState(netif) == ClusterNetInterfaceStateUnknown) {
        exit(1);
    }
}

static void open_and_close(void)
{
    HNETINTERFACE h = OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[1].name, GENERIC_READ, NULL);

    if (h == NULL || !CloseClusterNetInterface(h)) {
        exit(1);
    }
}

static void control(void)
{
    WCHAR text[64];
    DWORD bytes;

    if (ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_GET_NODE, NULL, 0, text, sizeof text,
                                   &bytes) != ERROR_SUCCESS) {
        exit(1);
    }
}

static void enumerate(void)
{
    HCLUSENUM h = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);

    if (h == NULL || ClusterCloseEnum(h) != ERROR_SUCCESS) {
        exit(1);
    }
}

static void nothing(void)
{
}

static const struct {
    const char *name;
    void (*run)(void);
} kinds[] = {{"state", state},
             {"open+close", open_and_close},
             {"control", control},
             {"enumerate", enumerate},
             {"nothing", nothing}};

/* callgrind starts and stops counting here; see bench.sh. */
__attribute__((noinline)) void warm(void (*run)(void), unsigned long n);

void warm(void (*run)(void), unsigned long n)
{
    while (n-- != 0) {
        run();
    }
}

static int opening(uint16_t port)
{
    struct lwclus_statistics s;

    scene_reset();
    scene_now.endpoint_port = port;
    scene_start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    if (cluster == NULL || lwclus_get_statistics(cluster, &s) != ERROR_SUCCESS) {
        return 1;
    }
    printf("%u %u %u\n", (unsigned)s.round_trips, (unsigned)s.bytes_sent, (unsigned)s.bytes_received);
    CloseCluster(cluster);
    return scene_stop() == 0 ? 0 : 1;
}

/* A cluster with an interface, open. */
static bool prepare(bool kerberos)
{
    if (kerberos) {
        krb_reset();
        krb_by_key();
        sim_kdc_net.etype = LWCLUS_ETYPE_AES256;
    } else {
        scene_reset();
    }
    scene_start();
    cluster = OpenClusterEx(kerberos ? KRB_NAME : u"192.0.2.1", GENERIC_READ, NULL);
    netif = OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[0].name, GENERIC_READ, NULL);
    return netif != NULL;
}

static int calling(void (*run)(void), unsigned long n, bool kerberos)
{
    struct lwclus_statistics before, after;

    if (!prepare(kerberos)) {
        return 1;
    }
    run(); /* the very first call carries the verification trailer */
    lwclus_get_statistics(cluster, &before);
    warm(run, n);
    lwclus_get_statistics(cluster, &after);
    printf("%u %u %u\n", (unsigned)(after.round_trips - before.round_trips),
           (unsigned)(after.bytes_sent - before.bytes_sent),
           (unsigned)(after.bytes_received - before.bytes_received));
    CloseCluster(cluster);
    return scene_stop() == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool kerberos = argc == 4 && strcmp(argv[3], "kerberos") == 0;
    size_t i;

    if (argc == 3 && strcmp(argv[1], "open") == 0) {
        return opening(strcmp(argv[2], "0") != 0 ? SIM_PORT_CLUSAPI : 0);
    }
    for (i = 0; (argc == 3 || kerberos) && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(argv[1], kinds[i].name) == 0) {
            return calling(kinds[i].run, strtoul(argv[2], NULL, 10), kerberos);
        }
    }
    fprintf(stderr,
            "usage: call state|open+close|control|enumerate|nothing N [kerberos], or call open 0|1\n");
    return 2;
}
