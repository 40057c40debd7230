/* [MS-NLMP] 4.2.1 and 4.2.4: user User, domain Domain, password Password. Hexadecimal. */
#ifndef TESTS_VECTORS_NTLM_NLMP_H
#define TESTS_VECTORS_NTLM_NLMP_H

#define NLMP_SERVER_CHALLENGE "0123456789abcdef"
#define NLMP_CLIENT_CHALLENGE "aaaaaaaaaaaaaaaa"
#define NLMP_SESSION_KEY      "55555555555555555555555555555555"
#define NLMP_NT_HASH          "a4f49c406510bdcab6824ee7c30fd852"
#define NLMP_NTOWF            "0c868a403bfd7a93a3001ef22ef02e3f"
#define NLMP_TEMP                                                                                            \
    "01010000000000000000000000000000" NLMP_CLIENT_CHALLENGE "00000000"                                      \
    "02000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000"
#define NLMP_PROOF         "68cd0ab851e51c96aabc927bebef6a1c"
#define NLMP_BASE_KEY      "8de40ccadbc14a82f15cb0ad0de95ca3"
#define NLMP_ENCRYPTED_KEY "c5dad2544fc9799094ce1ce90bc9d03e"
#define NLMP_SEAL_KEY      "59f600973cc4960a25480a7c196e4c58"
#define NLMP_SIGN_KEY      "4788dc861b4782f35d43fd98fe1a2d39"
#define NLMP_PLAIN         "50006c00610069006e007400650078007400"
#define NLMP_SEALED        "54e50165bf1936dc996020c1811b0f06fb5f"
#define NLMP_SIGNATURE     "010000007fb38ec5c55d497600000000"

#endif
