// The UDP echo server a C programmer writes for speed: one thread, one socket, recvmmsg(2) and sendmmsg(2) of up to BATCH datagrams.
//
//   udp_echo mmsg [BATCH]       each datagram by itself (default 64)
//   udp_echo segment [BATCH]    runs of equal datagrams in one piece, both ways: UDP_GRO takes what the sender sent in one piece, UDP_SEGMENT
//                               sends neighbours in the batch with one peer and one length as one (udp(7))
#define _GNU_SOURCE
#include "listening.h"
#include <errno.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/uio.h>

enum { MAX_BATCH = 1024, SINGLE_BYTES = 2048, PIECE_BYTES = 65536, MAX_SEGMENTS = 64, MAX_PAYLOAD = 65507, BUFFER_BYTES = 4 << 20 };

union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static struct mmsghdr received[MAX_BATCH], answers[MAX_BATCH];
static struct iovec pieces[MAX_BATCH], answer_pieces[MAX_BATCH];
static struct sockaddr_in peers[MAX_BATCH];
static union control received_control[MAX_BATCH], answer_control[MAX_BATCH];
static unsigned batch = 64;

// The same room that the load has, so that nothing is lost by a short queue; without the right to, as much as net.core.rmem_max allows.
static void grow_buffers(int fd) {
    int bytes = BUFFER_BYTES;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

static unsigned receive(int fd, size_t room) {
    for (unsigned i = 0; i < batch; i++) {
        pieces[i].iov_len = room;
        received[i].msg_hdr.msg_namelen = sizeof peers[i];
        received[i].msg_hdr.msg_controllen = received[i].msg_hdr.msg_control != NULL ? sizeof received_control[i].bytes : 0;
    }
    int count = recvmmsg(fd, received, batch, MSG_WAITFORONE, NULL);
    if (count < 0 && errno != EINTR)
        die("recvmmsg");
    return count < 0 ? 0 : (unsigned)count;
}

static void send_all(int fd, struct mmsghdr *messages, unsigned count) {
    for (unsigned sent = 0; sent < count;) {
        int now = sendmmsg(fd, messages + sent, count - sent, 0);
        if (now < 0 && errno != EINTR && errno != ECONNREFUSED)
            die("sendmmsg");
        sent += now < 0 ? 0 : (unsigned)now;
    }
}

// What was received goes back out of the same headers: only the lengths change.
static void echo_each(int fd) {
    for (;;) {
        unsigned count = receive(fd, SINGLE_BYTES);
        for (unsigned i = 0; i < count; i++)
            pieces[i].iov_len = received[i].msg_len;
        send_all(fd, received, count);
    }
}

// The length of the datagrams in a piece: what UDP_GRO says, or the piece is one datagram.
static unsigned segment_bytes(struct mmsghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message->msg_hdr); c != NULL; c = CMSG_NXTHDR(&message->msg_hdr, c))
        if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            int bytes;
            memcpy(&bytes, CMSG_DATA(c), sizeof bytes);
            return (unsigned)bytes;
        }
    return message->msg_len;
}

static void set_segment(struct msghdr *answer, union control *control, unsigned bytes, bool many) {
    answer->msg_control = many ? control->bytes : NULL;
    answer->msg_controllen = many ? CMSG_SPACE(sizeof(uint16_t)) : 0;
    if (!many)
        return;
    struct cmsghdr *c = CMSG_FIRSTHDR(answer);
    *c = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(uint16_t)), .cmsg_level = SOL_UDP, .cmsg_type = UDP_SEGMENT};
    uint16_t segment = (uint16_t)bytes;
    memcpy(CMSG_DATA(c), &segment, sizeof segment);
}

static bool same_peer(const struct sockaddr_in *a, const struct sockaddr_in *b) {
    return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
}

// Joins received pieces that go to one peer in datagrams of one length; only the last datagram of a joined piece may be shorter.
static void echo_segments(int fd) {
    for (;;) {
        unsigned count = receive(fd, PIECE_BYTES), joined = 0;
        for (unsigned i = 0; i < count; joined++) {
            unsigned bytes = segment_bytes(&received[i]), first = i, total = 0, segments = 0;
            bool whole = true;
            do {
                unsigned length = received[i].msg_len;
                answer_pieces[i] = (struct iovec){pieces[i].iov_base, length};
                total += length;
                segments += bytes > 0 ? (length + bytes - 1) / bytes : 1;
                whole = bytes > 0 && length % bytes == 0;
                i++;
            } while (i < count && whole && segment_bytes(&received[i]) == bytes && same_peer(&peers[i], &peers[first]) &&
                     total + received[i].msg_len <= MAX_PAYLOAD && segments + (received[i].msg_len + bytes - 1) / bytes <= MAX_SEGMENTS);
            answers[joined].msg_hdr = (struct msghdr){.msg_name = &peers[first], .msg_namelen = sizeof peers[first], .msg_iov = &answer_pieces[first], .msg_iovlen = i - first};
            set_segment(&answers[joined].msg_hdr, &answer_control[joined], bytes, segments > 1);
        }
        send_all(fd, answers, joined);
    }
}

int main(int count, char **arguments) {
    bool segments = count > 1 && strcmp(arguments[1], "segment") == 0;
    if (count > 2)
        batch = (unsigned)atoi(arguments[2]);
    if (count < 2 || (!segments && strcmp(arguments[1], "mmsg") != 0) || batch < 1 || batch > MAX_BATCH) {
        fprintf(stderr, "usage: udp_echo mmsg|segment [BATCH, 1 to %d]\n", MAX_BATCH);
        return 2;
    }

    size_t room = segments ? PIECE_BYTES : SINGLE_BYTES;
    char *bytes = malloc(batch * room);
    if (bytes == NULL)
        die("malloc");
    for (unsigned i = 0; i < batch; i++) {
        pieces[i].iov_base = bytes + i * room;
        received[i].msg_hdr = (struct msghdr){.msg_name = &peers[i], .msg_iov = &pieces[i], .msg_iovlen = 1, .msg_control = segments ? received_control[i].bytes : NULL};
    }

    int fd = bind_on_loopback(SOCK_DGRAM), one = 1;
    grow_buffers(fd);
    if (segments && setsockopt(fd, SOL_UDP, UDP_GRO, &one, sizeof one) != 0)
        die("UDP_GRO");
    announce(fd);
    if (segments)
        echo_segments(fd);
    else
        echo_each(fd);
}
