/* replay FILE... : runs a fuzz target over files, for compilers without libFuzzer and for found cases. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_BYTES (1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    uint8_t *data = malloc(FILE_BYTES);
    int i;

    if (data == NULL) {
        return 2;
    }
    for (i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        size_t size;

        if (f == NULL) {
            perror(argv[i]);
            free(data);
            return 2;
        }
        size = fread(data, 1, FILE_BYTES, f);
        (void)fclose(f);
        (void)LLVMFuzzerTestOneInput(data, size);
    }
    free(data);
    printf("%d passed, 0 failed\n", argc - 1);
    return 0;
}
