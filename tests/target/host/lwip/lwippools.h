/* As config/examples/lwip/lwippools.h, with the larger pbufs of a 64-bit host. */
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(8, 192)
LWIP_MALLOC_MEMPOOL(4, 704)
LWIP_MALLOC_MEMPOOL(6, 1664)
LWIP_MALLOC_MEMPOOL_END
