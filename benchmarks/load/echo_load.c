// Closed-loop load for an echo server: every connection keeps `depth` messages in flight, checks every byte that comes back and sends one
// message for each that returned. Reads the server's CPU clock at the first and at the last moment of the measured time, so that the cost
// of a message is exact. One thread, epoll. Prints one line of JSON.
//
//   echo_load --port P [--connections 64] [--bytes 64] [--depth 1] [--seconds 5] [--warmup 2] [--server-pid PID --server-core 0 --client-core 1]
#define _GNU_SOURCE
#include "histogram.h"
#include "pattern.h"
#include "usage.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MAX_DEPTH = 64, MAX_EVENTS = 512, RECEIVE_BUFFER = 512 * 1024, MAX_PIECES = 64 };

struct connection {
    int fd;
    bool wants_write;     // EPOLLOUT is armed: the last send was short
    struct pattern stream;
    size_t send_at;       // position in the pattern of the next byte to send
    size_t receive_at;    // position in the pattern of the next byte expected
    size_t to_send;       // bytes granted and not yet taken by the kernel
    size_t partial;       // bytes of the message now arriving
    uint64_t outstanding; // bytes granted whose echo has not arrived
    unsigned oldest, next;
    uint64_t sent_ns[MAX_DEPTH]; // ring: when each message in flight was granted
};

static struct {
    int port, connections, depth, server_core, client_core;
    size_t bytes;
    double seconds, warmup;
    pid_t server;
} options = {.connections = 64, .depth = 1, .server_core = 0, .client_core = 1, .bytes = 64, .seconds = 5, .warmup = 2};

static int epoll_fd;
static bool measuring, finishing;
static uint64_t messages, errors, wrong_bytes;
static struct histogram latencies;
static unsigned char receive_buffer[RECEIVE_BUFFER];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(struct connection *c, const char *what) {
    fprintf(stderr, "echo_load: connection %d: %s: %s\n", c->fd, what, errno != 0 ? strerror(errno) : "closed by the server");
    errors++;
    close(c->fd);
    c->fd = -1;
    c->outstanding = 0;
}

static void arm(struct connection *c, bool write) {
    if (c->wants_write == write)
        return;
    c->wants_write = write;
    struct epoll_event e = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
}

static ssize_t send_stream(struct connection *c) {
    size_t piece = pattern_piece(&c->stream, c->send_at, c->to_send);
    if (piece == c->to_send)
        return send(c->fd, c->stream.bytes + c->send_at, piece, MSG_NOSIGNAL);

    struct iovec pieces[MAX_PIECES];
    struct msghdr message = {.msg_iov = pieces};
    size_t at = c->send_at, left = c->to_send;
    while (left > 0 && message.msg_iovlen < MAX_PIECES) {
        piece = pattern_piece(&c->stream, at, left);
        pieces[message.msg_iovlen++] = (struct iovec){(void *)(c->stream.bytes + at), piece};
        at = (at + piece) % c->stream.period;
        left -= piece;
    }
    return sendmsg(c->fd, &message, MSG_NOSIGNAL);
}

static void push(struct connection *c) {
    while (c->to_send > 0) {
        ssize_t sent = send_stream(c);
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN) {
                arm(c, true);
                return;
            }
            fail(c, "send");
            return;
        }
        c->to_send -= (size_t)sent;
        c->send_at = (c->send_at + (size_t)sent) % c->stream.period;
    }
    arm(c, false);
}

static void grant(struct connection *c, unsigned count, uint64_t now) {
    for (unsigned i = 0; i < count; i++)
        c->sent_ns[c->next++ % MAX_DEPTH] = now;
    c->to_send += count * options.bytes;
    c->outstanding += count * options.bytes;
}

static void pull(struct connection *c) {
    ssize_t got = recv(c->fd, receive_buffer, sizeof receive_buffer, 0);
    if (got <= 0) {
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got == 0)
            errno = 0;
        fail(c, "receive");
        return;
    }
    if ((uint64_t)got > c->outstanding) {
        wrong_bytes += (uint64_t)got - c->outstanding;
        errno = EPROTO;
        fail(c, "more bytes came back than were sent");
        return;
    }

    wrong_bytes += pattern_wrong(&c->stream, c->receive_at, receive_buffer, (size_t)got);
    c->receive_at = (c->receive_at + (size_t)got) % c->stream.period;
    c->outstanding -= (uint64_t)got;
    c->partial += (size_t)got;
    unsigned complete = (unsigned)(c->partial / options.bytes);
    if (complete == 0)
        return;
    c->partial -= complete * options.bytes;
    uint64_t now = now_ns();
    for (unsigned i = 0; i < complete; i++) {
        uint64_t sent = c->sent_ns[c->oldest++ % MAX_DEPTH];
        if (measuring)
            histogram_add(&latencies, now - sent, 1);
    }
    messages += complete;
    if (!finishing) {
        grant(c, complete, now);
        push(c);
    }
}

static struct connection *open_connections(void) {
    struct connection *all = calloc((size_t)options.connections, sizeof *all);
    size_t period = pattern_period(options.bytes * (size_t)options.depth);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < options.connections; i++) {
        struct connection *c = &all[i];
        unsigned char *bytes = malloc(period + PATTERN_TAIL);
        pattern_fill(bytes, period, (uint64_t)(i + 1) << 32);
        c->stream = (struct pattern){bytes, period};
        c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int one = 1;
        if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) {
            perror("echo_load: connect");
            exit(1);
        }
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e);
    }
    return all;
}

static void turn(int timeout_ms) {
    struct epoll_event events[MAX_EVENTS];
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, timeout_ms);
    for (int i = 0; i < count; i++) {
        struct connection *c = events[i].data.ptr;
        if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            pull(c);
        if (c->fd >= 0 && events[i].events & EPOLLOUT)
            push(c);
    }
}

static void run_until(double end) {
    while (errors == 0 && clock_seconds(CLOCK_MONOTONIC) < end)
        turn(100);
}

// Lets what is in flight come home; what does not within two seconds is lost, and an error.
static void finish(struct connection *all) {
    finishing = true;
    double limit = clock_seconds(CLOCK_MONOTONIC) + 2;
    bool waiting = true;
    while (waiting && clock_seconds(CLOCK_MONOTONIC) < limit) {
        waiting = false;
        for (int i = 0; i < options.connections && !waiting; i++)
            waiting = all[i].outstanding > 0;
        if (waiting)
            turn(10);
    }
    for (int i = 0; i < options.connections; i++)
        errors += all[i].outstanding > 0;
}

static void parse(int count, char **arguments) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"connections", 1, 0, 'c'}, {"bytes", 1, 0, 'b'}, {"depth", 1, 0, 'd'}, {"seconds", 1, 0, 's'},
        {"warmup", 1, 0, 'w'}, {"server-pid", 1, 0, 'P'}, {"server-core", 1, 0, 'S'}, {"client-core", 1, 0, 'C'}, {0}};
    for (int o; (o = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (o) {
        case 'p': options.port = atoi(optarg); break;
        case 'c': options.connections = atoi(optarg); break;
        case 'b': options.bytes = (size_t)atol(optarg); break;
        case 'd': options.depth = atoi(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'w': options.warmup = atof(optarg); break;
        case 'P': options.server = atoi(optarg); break;
        case 'S': options.server_core = atoi(optarg); break;
        case 'C': options.client_core = atoi(optarg); break;
        default: exit(2);
        }
    }
    if (options.port <= 0 || options.connections <= 0 || options.bytes == 0 || options.depth <= 0 || options.depth > MAX_DEPTH) {
        fprintf(stderr, "echo_load: needs --port, at least 1 connection and byte, and a depth of 1 to %d\n", MAX_DEPTH);
        exit(2);
    }
}

int main(int count, char **arguments) {
    parse(count, arguments);
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);

    struct connection *all = open_connections();
    for (int i = 0; i < options.connections; i++) {
        grant(&all[i], (unsigned)options.depth, now_ns());
        push(&all[i]);
    }
    run_until(clock_seconds(CLOCK_MONOTONIC) + options.warmup);

    measuring = true;
    messages = 0;
    double begin = clock_seconds(CLOCK_MONOTONIC), client = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    double server = options.server > 0 ? process_cpu_seconds(options.server) : 0;
    struct core_usage server_core = core_usage_now(options.server_core), client_core = core_usage_now(options.client_core);
    run_until(begin + options.seconds);
    double elapsed = clock_seconds(CLOCK_MONOTONIC) - begin;
    client = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - client;
    server = options.server > 0 ? process_cpu_seconds(options.server) - server : 0;
    double server_busy = core_busy_share(server_core, core_usage_now(options.server_core));
    double client_busy = core_busy_share(client_core, core_usage_now(options.client_core));
    uint64_t measured = messages;
    measuring = false;
    finish(all);

    printf("{\"messages\":%lu,\"seconds\":%.6f,\"messagesPerSecond\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,"
           "\"serverCpuSeconds\":%.6f,\"clientCpuSeconds\":%.6f,\"serverCoreBusy\":%.4f,\"clientCoreBusy\":%.4f,"
           "\"errors\":%lu,\"wrongBytes\":%lu}\n",
           measured, elapsed, (double)measured / elapsed, histogram_us(&latencies, 0.5), histogram_us(&latencies, 0.99),
           histogram_us(&latencies, 0.999), server, client, server_busy, client_busy, errors, wrong_bytes);
    return 0;
}
