// The bytes a connection sends: its own pseudo-random block, repeated for ever. The block's length is a prime, so message boundaries wander
// through it: a lost, doubled, swapped or foreign message shows as wrong bytes, and checking costs one memcmp.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Contiguous bytes after the block's end that repeat its beginning: a send of up to so many bytes is one plain piece.
#define PATTERN_TAIL 1024

struct pattern {
    const unsigned char *bytes; // period + PATTERN_TAIL
    size_t period;
};

// Short blocks keep a thousand connections in the cache; long ones keep the pieces of a stream large.
static inline size_t pattern_period(size_t message) {
    return message <= PATTERN_TAIL ? 509 : 8191;
}

static inline void pattern_fill(unsigned char *bytes, size_t period, uint64_t seed) {
    for (size_t i = 0; i < period; i++) {
        seed += 0x9e3779b97f4a7c15u; // splitmix64
        uint64_t z = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        bytes[i] = (unsigned char)(z >> 56);
    }
    for (size_t i = 0; i < PATTERN_TAIL; i++)
        bytes[period + i] = bytes[i % period];
}

// The longest piece that is contiguous from stream position `at` (already reduced modulo the period).
static inline size_t pattern_piece(const struct pattern *p, size_t at, size_t want) {
    size_t most = p->period + PATTERN_TAIL - at;
    return want < most ? want : most;
}

// Returns how many of the received bytes differ from the stream at position `at`.
static inline size_t pattern_wrong(const struct pattern *p, size_t at, const unsigned char *received, size_t count) {
    size_t wrong = 0;
    while (count > 0) {
        size_t piece = pattern_piece(p, at, count);
        if (memcmp(received, p->bytes + at, piece) != 0)
            for (size_t i = 0; i < piece; i++)
                wrong += received[i] != p->bytes[at + i];
        received += piece;
        count -= piece;
        at = (at + piece) % p->period;
    }
    return wrong;
}
