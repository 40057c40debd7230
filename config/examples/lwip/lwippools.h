/* Pools behind mem_malloc() of lwIP: number and size of the blocks. Included several times, hence no guard.
 */
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(8, 128)
LWIP_MALLOC_MEMPOOL(4, 640)
LWIP_MALLOC_MEMPOOL(6, 1600)
LWIP_MALLOC_MEMPOOL_END
