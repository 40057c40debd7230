/* SMSC LAN9118, polled. Register names are those of the data sheet. */
#include "lan9118.h"

#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/pbuf.h"

#define REGISTER(offset) (*(volatile uint32_t *)(0x40200000u + (offset)))

#define RX_DATA_FIFO   REGISTER(0x00u)
#define TX_DATA_FIFO   REGISTER(0x20u)
#define RX_STATUS_FIFO REGISTER(0x40u)
#define TX_STATUS_FIFO REGISTER(0x48u)
#define INT_STS        REGISTER(0x58u)
#define INT_EN         REGISTER(0x5cu)
#define BYTE_TEST      REGISTER(0x64u)
#define RX_CFG         REGISTER(0x6cu)
#define TX_CFG         REGISTER(0x70u)
#define HW_CFG         REGISTER(0x74u)
#define RX_FIFO_INF    REGISTER(0x7cu)
#define TX_FIFO_INF    REGISTER(0x80u)
#define MAC_CSR_CMD    REGISTER(0xa4u)
#define MAC_CSR_DATA   REGISTER(0xa8u)

#define BYTE_TEST_VALUE 0x87654321u
#define HW_CFG_RESET    1u
#define HW_CFG_MBO      (1u << 20)
#define HW_CFG_TX_5K    (5u << 16)
#define TX_CFG_ON       2u
#define TX_CMD_A_WHOLE  0x3000u /* first and last segment */
#define RX_STS_ERROR    (1u << 15)
#define RX_STS_SIZE(s)  ((s) >> 16 & 0x3fffu)
#define FIFO_COUNT(inf) ((inf) >> 16 & 0xffu)
#define FRAME_OFFSET    ETH_PAD_SIZE /* both FIFOs begin a frame there, so that lwIP's headers are aligned */
#define CRC_BYTES       4u
#define MIN_FRAME       14u

/* behind MAC_CSR */
#define MAC_CR     1u
#define ADDRH      2u
#define ADDRL      3u
#define MII_ACC    6u
#define MII_DATA   7u
#define MAC_CR_ON  0x0010000cu /* full duplex, receiver and transmitter on */
#define CSR_BUSY   0x80000000u
#define CSR_READ   0x40000000u
#define MII_PHY    (1u << 11)
#define MII_BUSY   1u
#define MII_BSR    1u
#define MII_BSR_UP 4u

static uint32_t mac_read(uint32_t csr)
{
    MAC_CSR_CMD = CSR_BUSY | CSR_READ | csr;
    while ((MAC_CSR_CMD & CSR_BUSY) != 0) {
    }
    return MAC_CSR_DATA;
}

static void mac_write(uint32_t csr, uint32_t value)
{
    MAC_CSR_DATA = value;
    MAC_CSR_CMD = CSR_BUSY | csr;
    while ((MAC_CSR_CMD & CSR_BUSY) != 0) {
    }
}

bool lan9118_link(void)
{
    mac_write(MII_ACC, MII_PHY | MII_BSR << 6 | MII_BUSY);
    while ((mac_read(MII_ACC) & MII_BUSY) != 0) {
    }
    return (mac_read(MII_DATA) & MII_BSR_UP) != 0;
}

/* The FIFO takes words; a chain of pbufs has pieces of any length. */
static void write_fifo(const struct pbuf *p)
{
    uint32_t word = 0;
    unsigned filled = 0;

    for (; p != NULL; p = p->next) {
        const uint8_t *bytes = (const uint8_t *)p->payload;
        u16_t i;

        for (i = 0; i < p->len; i++) {
            word |= (uint32_t)bytes[i] << 8 * filled;
            if (++filled == 4) {
                TX_DATA_FIFO = word;
                word = 0;
                filled = 0;
            }
        }
    }
    if (filled > 0) {
        TX_DATA_FIFO = word;
    }
}

static err_t send(struct netif *netif, struct pbuf *p)
{
    uint32_t size = (uint32_t)p->tot_len - FRAME_OFFSET;

    (void)netif;
    while (FIFO_COUNT(TX_FIFO_INF) > 0) {
        (void)TX_STATUS_FIFO;
    }
    if ((TX_FIFO_INF & 0xffffu) < size + 16u) {
        return ERR_MEM; /* TCP sends it again */
    }
    TX_DATA_FIFO = (uint32_t)FRAME_OFFSET << 16 | TX_CMD_A_WHOLE | size;
    TX_DATA_FIFO = size << 16 | size;
    write_fifo(p);
    return ERR_OK;
}

static void drop_frame(uint32_t words)
{
    while (words-- > 0) {
        (void)RX_DATA_FIFO;
    }
}

/* Pbufs of the pool are aligned, and so are their sizes, so only the last one ends inside a word. */
static void read_fifo(const struct pbuf *p)
{
    for (; p != NULL; p = p->next) {
        uint32_t *word = (uint32_t *)p->payload;
        uint32_t words = (p->len + 3u) / 4u;

        while (words-- > 0) {
            *word++ = RX_DATA_FIFO;
        }
    }
}

static void receive(struct netif *netif)
{
    uint32_t status = RX_STATUS_FIFO;
    uint32_t size = RX_STS_SIZE(status);
    uint32_t words = (size + FRAME_OFFSET + 3u) / 4u;
    struct pbuf *p = NULL;

    if ((status & RX_STS_ERROR) == 0 && size > CRC_BYTES + MIN_FRAME) {
        p = pbuf_alloc(PBUF_RAW, (u16_t)(size - CRC_BYTES + FRAME_OFFSET), PBUF_POOL);
    }
    if (p == NULL) {
        drop_frame(words);
        return;
    }
    read_fifo(p);
    drop_frame(words - (p->tot_len + 3u) / 4u); /* the CRC */
    if (netif->input(p, netif) != ERR_OK) {
        (void)pbuf_free(p);
    }
}

unsigned lan9118_poll(struct netif *netif)
{
    unsigned frames = 0;

    while (FIFO_COUNT(RX_FIFO_INF) > 0) {
        receive(netif);
        frames++;
    }
    return frames;
}

err_t lan9118_init(struct netif *netif)
{
    uint32_t low, high;

    if (BYTE_TEST != BYTE_TEST_VALUE) {
        return ERR_IF;
    }
    HW_CFG = HW_CFG_RESET; /* also loads the address from the EEPROM */
    while ((HW_CFG & HW_CFG_RESET) != 0) {
    }
    HW_CFG = HW_CFG_TX_5K | HW_CFG_MBO;
    INT_EN = 0;
    INT_STS = 0xffffffffu;
    RX_CFG = (uint32_t)FRAME_OFFSET << 8;
    TX_CFG = TX_CFG_ON;
    mac_write(MAC_CR, MAC_CR_ON);
    low = mac_read(ADDRL);
    high = mac_read(ADDRH);
    netif->hwaddr_len = ETH_HWADDR_LEN;
    SMEMCPY(netif->hwaddr, &low, 4);
    SMEMCPY(netif->hwaddr + 4, &high, 2);
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->mtu = 1500;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    netif->output = etharp_output;
#if LWIP_IPV6
    netif->output_ip6 = ethip6_output;
#endif
    netif->linkoutput = send;
    return ERR_OK;
}
