/* lwIP netif on a TAP device of Linux: one frame per read and write, one thread for input. */
#include "lwip/opt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_tun.h>

#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/sys.h"

#include "slot.h"
#include "tapif.h"

#define FRAME_BYTES 1518 /* with VLAN tag, without checksum */

static int device = -1;

static err_t output(struct netif *netif, struct pbuf *p)
{
    uint8_t frame[FRAME_BYTES];

    (void)netif;
    if (p->tot_len > sizeof frame) {
        return ERR_IF;
    }
    (void)pbuf_copy_partial(p, frame, p->tot_len, 0);
    return write(device, frame, p->tot_len) == (ssize_t)p->tot_len ? ERR_OK : ERR_IF;
}

static void input_thread(void *arg)
{
    static uint8_t frame[FRAME_BYTES];
    struct netif *netif = (struct netif *)arg;

    for (;;) {
        ssize_t size = read(device, frame, sizeof frame);
        struct pbuf *p;

        if (size <= 0) {
            if (size < 0 && errno == EINTR) {
                continue;
            }
            return; /* the device is gone; lwIP's time-outs tell the rest */
        }
        p = pbuf_alloc(PBUF_RAW, (u16_t)size, PBUF_POOL);
        if (p == NULL) {
            continue; /* a lost frame */
        }
        (void)pbuf_take(p, frame, (u16_t)size);
        if (netif->input(p, netif) != ERR_OK) {
            (void)pbuf_free(p);
        }
    }
}

static int open_device(const char *name)
{
    struct ifreq request;
    size_t size = strlen(name);
    int fd;

    if (size == 0 || size >= sizeof request.ifr_name) {
        errno = EINVAL;
        return -1;
    }
    fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    memset(&request, 0, sizeof request);
    memcpy(request.ifr_name, name, size);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (ioctl(fd, TUNSETIFF, &request) != 0) {
        int error = errno;

        (void)close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/* The kernel drops what it would send until it has noticed that the device is open, up to a second. */
static void wait_running(const char *name)
{
    static const struct timespec pause = {.tv_nsec = 10000000};
    struct ifreq request;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int i;

    if (fd < 0) {
        return;
    }
    memset(&request, 0, sizeof request);
    memcpy(request.ifr_name, name, strlen(name));
    for (i = 0; i < 200; i++) {
        if (ioctl(fd, SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP) == 0 ||
            (request.ifr_flags & IFF_RUNNING) != 0) {
            break;
        }
        (void)nanosleep(&pause, NULL);
    }
    (void)close(fd);
}

err_t lwclus_host_tapif_init(struct netif *netif)
{
    device = open_device((const char *)netif->state);
    if (device < 0) {
        return ERR_IF;
    }
    wait_running((const char *)netif->state);
    netif->name[0] = 't';
    netif->name[1] = 'p';
    netif->output = etharp_output;
    netif->output_ip6 = ethip6_output;
    netif->linkoutput = output;
    netif->mtu = 1500;
    netif->hwaddr_len = 6;
    (void)lwclus_posix_random(netif->hwaddr, 6);
    netif->hwaddr[0] = 0x02; /* locally administered, unicast */
    netif->flags =
        NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6 | NETIF_FLAG_LINK_UP;
    (void)sys_thread_new("tap", input_thread, netif, 0, 0);
    return ERR_OK;
}
