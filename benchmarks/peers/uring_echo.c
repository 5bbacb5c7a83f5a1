// The echo server a C programmer writes on liburing: one thread, one ring, multishot accept and receive into provided buffers, the buffers
// sent back as they lie. One send is in flight per connection; what arrives meanwhile waits in order, so bytes cannot overtake one another.
// A connection that finds no buffer is parked until a send gives one back.
//
//   uring_echo [BUFFERS] [BUFFER_BYTES] [ring|direct]
//   BUFFERS       a power of two up to 32768, default 1024     BUFFER_BYTES   default 4096
//   ring          sends are queued and submitted with the next wait (default)
//   direct        send(2) at once, and through the ring only what the kernel does not take
#define _GNU_SOURCE
#include "listening.h"
#include <errno.h>
#include <liburing.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#ifndef IORING_SETUP_SINGLE_ISSUER
#define IORING_SETUP_SINGLE_ISSUER (1U << 12)
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN (1U << 13)
#endif

enum { SQ_ENTRIES = 2048, CQ_ENTRIES = 16384, MAX_FILES = 32768, GROUP = 0, NONE = -1 };
enum operation { ACCEPT, RECEIVE, SEND };

struct connection {
    int first, last; // received buffers to send, linked by chunk.next; the first is the one in flight. NONE, NONE: empty
    bool receiving;  // a receive is armed
    bool broken;     // sending failed: what still arrives is dropped
};

struct chunk {
    int next;
    unsigned at, length;
};

static struct io_uring ring;
static struct io_uring_buf_ring *free_buffers;
static unsigned buffers = 1024, buffer_bytes = 4096;
static bool direct;
static char *memory;
static struct chunk *chunks; // by buffer
static struct connection connections[MAX_FILES];
static int parked[MAX_FILES], parked_count;
static unsigned free_count; // buffers given back less buffers seen in completions: at least what the kernel has

static struct io_uring_sqe *next_entry(void) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    if (sqe == NULL) {
        io_uring_submit(&ring);
        sqe = io_uring_get_sqe(&ring);
    }
    return sqe;
}

// Called after the prep function of liburing, which clears the entry.
static void tag(struct io_uring_sqe *sqe, enum operation operation, int fd) {
    sqe->user_data = (uint64_t)(unsigned)fd << 8 | operation;
}

static char *buffer_address(int id) {
    return memory + (size_t)id * buffer_bytes;
}

static void arm_accept(int listener) {
    struct io_uring_sqe *sqe = next_entry();
    io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, SOCK_CLOEXEC);
    tag(sqe, ACCEPT, listener);
}

static void arm_receive(int fd) {
    struct io_uring_sqe *sqe = next_entry();
    io_uring_prep_recv_multishot(sqe, fd, NULL, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = GROUP;
    tag(sqe, RECEIVE, fd);
    connections[fd].receiving = true;
}

static void arm_send(int fd, int id) {
    struct chunk *chunk = &chunks[id];
    struct io_uring_sqe *sqe = next_entry();
    io_uring_prep_send(sqe, fd, buffer_address(id) + chunk->at, chunk->length - chunk->at, MSG_WAITALL | MSG_NOSIGNAL);
    tag(sqe, SEND, fd);
}

static void give_back(int id) {
    io_uring_buf_ring_add(free_buffers, buffer_address(id), buffer_bytes, (unsigned short)id, io_uring_buf_ring_mask(buffers), 0);
    io_uring_buf_ring_advance(free_buffers, 1);
    free_count++;
    if (parked_count > 0)
        arm_receive(parked[--parked_count]);
}

static void close_when_done(int fd) {
    if (!connections[fd].receiving && connections[fd].first == NONE)
        close(fd);
}

static void accepted(int listener, struct io_uring_cqe *cqe) {
    if (cqe->res >= MAX_FILES) {
        close(cqe->res);
    } else if (cqe->res >= 0) {
        no_delay(cqe->res);
        connections[cqe->res] = (struct connection){.first = NONE, .last = NONE};
        arm_receive(cqe->res);
    }
    if (!(cqe->flags & IORING_CQE_F_MORE))
        arm_accept(listener);
}

static void echo(int fd, int id, unsigned length) {
    struct connection *c = &connections[fd];
    struct chunk *chunk = &chunks[id];
    *chunk = (struct chunk){.next = NONE, .length = length};
    if (c->broken) {
        give_back(id);
        return;
    }
    if (c->first != NONE) {
        chunks[c->last].next = id;
        c->last = id;
        return;
    }
    if (direct) {
        ssize_t sent = send(fd, buffer_address(id), length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent == (ssize_t)length) {
            give_back(id);
            return;
        }
        chunk->at = sent > 0 ? (unsigned)sent : 0;
    }
    c->first = c->last = id;
    arm_send(fd, id);
}

static void received(int fd, struct io_uring_cqe *cqe) {
    struct connection *c = &connections[fd];
    c->receiving = cqe->flags & IORING_CQE_F_MORE;
    if (cqe->res > 0) {
        free_count--;
        echo(fd, (int)(cqe->flags >> IORING_CQE_BUFFER_SHIFT), (unsigned)cqe->res);
        if (!c->receiving)
            arm_receive(fd);
    } else if (cqe->res == -ENOBUFS && free_count > 0) {
        arm_receive(fd); // one came back after the kernel had looked: parked now, nobody might ever wake it
    } else if (cqe->res == -ENOBUFS) {
        c->receiving = true; // parked counts as receiving: it must not be closed
        parked[parked_count++] = fd;
    } else {
        close_when_done(fd);
    }
}

static void sent(int fd, struct io_uring_cqe *cqe) {
    struct connection *c = &connections[fd];
    int id = c->first;
    if (cqe->res < 0) {
        c->broken = true;
        shutdown(fd, SHUT_RDWR);
        for (int next; id != NONE; id = next) {
            next = chunks[id].next;
            give_back(id);
        }
        c->first = c->last = NONE;
    } else if ((chunks[id].at += (unsigned)cqe->res) < chunks[id].length) {
        arm_send(fd, id);
        return;
    } else {
        c->first = chunks[id].next;
        give_back(id);
        if (c->first != NONE) {
            arm_send(fd, c->first);
            return;
        }
        c->last = NONE;
    }
    close_when_done(fd);
}

static void dispatch(struct io_uring_cqe *cqe) {
    int fd = (int)(cqe->user_data >> 8);
    switch ((enum operation)(cqe->user_data & 0xff)) {
    case ACCEPT: accepted(fd, cqe); break;
    case RECEIVE: received(fd, cqe); break;
    case SEND: sent(fd, cqe); break;
    }
}

static void open_ring(void) {
    // The kernel runs completions only when we wait, on this thread: no interrupts of the loop, no locks (io_uring_setup(2)).
    struct io_uring_params params = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE, .cq_entries = CQ_ENTRIES};
    if ((errno = -io_uring_queue_init_params(SQ_ENTRIES, &ring, &params)) != 0)
        die("io_uring_queue_init_params");
    if (io_uring_register_ring_fd(&ring) != 1)
        die("io_uring_register_ring_fd");
}

static void provide_buffers(void) {
    chunks = calloc(buffers, sizeof *chunks);
    memory = mmap(NULL, (size_t)buffers * buffer_bytes, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_POPULATE, -1, 0);
    free_buffers = mmap(NULL, buffers * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_POPULATE, -1, 0);
    if (chunks == NULL || memory == MAP_FAILED || free_buffers == MAP_FAILED)
        die("memory for buffers");
    struct io_uring_buf_reg registration = {.ring_addr = (unsigned long)free_buffers, .ring_entries = buffers, .bgid = GROUP};
    if ((errno = -io_uring_register_buf_ring(&ring, &registration, 0)) != 0)
        die("io_uring_register_buf_ring");
    io_uring_buf_ring_init(free_buffers);
    for (unsigned id = 0; id < buffers; id++)
        io_uring_buf_ring_add(free_buffers, buffer_address((int)id), buffer_bytes, (unsigned short)id, io_uring_buf_ring_mask(buffers), (int)id);
    io_uring_buf_ring_advance(free_buffers, (int)buffers);
    free_count = buffers;
}

int main(int count, char **arguments) {
    if (count > 1)
        buffers = (unsigned)atoi(arguments[1]);
    if (count > 2)
        buffer_bytes = (unsigned)atoi(arguments[2]);
    direct = count > 3 && strcmp(arguments[3], "direct") == 0;
    open_ring();
    provide_buffers();
    arm_accept(listen_on_loopback(0));

    for (;;) {
        io_uring_submit_and_wait(&ring, 1);
        struct io_uring_cqe *cqe;
        unsigned head, seen = 0;
        io_uring_for_each_cqe(&ring, head, cqe) {
            dispatch(cqe);
            seen++;
        }
        io_uring_cq_advance(&ring, seen);
    }
}
