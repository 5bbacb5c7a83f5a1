// Latencies in nanoseconds, kept to 1.6 % (64 steps an octave), from 1 ns to 2^40 ns.
#pragma once
#include <stdint.h>

#define HISTOGRAM_STEPS 64
#define HISTOGRAM_OCTAVES 41

struct histogram {
    uint64_t total;
    uint64_t counts[HISTOGRAM_OCTAVES * HISTOGRAM_STEPS];
};

static inline void histogram_add(struct histogram *h, uint64_t ns, uint64_t times) {
    unsigned slot;
    if (ns < HISTOGRAM_STEPS) {
        slot = (unsigned)ns;
    } else {
        unsigned octave = 63u - (unsigned)__builtin_clzll(ns) - 5u; // 64..127 is octave 1
        if (octave >= HISTOGRAM_OCTAVES)
            octave = HISTOGRAM_OCTAVES - 1;
        slot = octave * HISTOGRAM_STEPS + (unsigned)((ns >> (octave - 1)) & (HISTOGRAM_STEPS - 1));
    }
    h->counts[slot] += times;
    h->total += times;
}

// Microseconds below which the given share (0 to 1) of the latencies lies.
static inline double histogram_us(const struct histogram *h, double share) {
    uint64_t rank = (uint64_t)((double)h->total * share), seen = 0;
    for (unsigned slot = 0; slot < HISTOGRAM_OCTAVES * HISTOGRAM_STEPS; slot++) {
        seen += h->counts[slot];
        if (seen > rank) {
            unsigned octave = slot / HISTOGRAM_STEPS, step = slot % HISTOGRAM_STEPS;
            uint64_t ns = octave == 0 ? step : (uint64_t)(HISTOGRAM_STEPS + step) << (octave - 1);
            return (double)ns / 1000.0;
        }
    }
    return 0;
}
