// Opens connections to an echo server, lets each echo one message, and holds them idle. Commands on stdin, an answer a line:
//
//   open N      opens until N are held; answers `held N`
//
//   idle_hold --port P
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE = 64 };

static int hold_one(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("idle_hold: connect");
        return -1;
    }
    char message[MESSAGE], echo[MESSAGE];
    memset(message, fd & 0xff, sizeof message);
    if (send(fd, message, sizeof message, MSG_NOSIGNAL) != MESSAGE || recv(fd, echo, sizeof echo, MSG_WAITALL) != MESSAGE) {
        perror("idle_hold: echo");
        return -1;
    }
    if (memcmp(message, echo, MESSAGE) != 0) {
        fprintf(stderr, "idle_hold: wrong bytes came back\n");
        return -1;
    }
    return fd;
}

int main(int count, char **arguments) {
    if (count != 3 || strcmp(arguments[1], "--port") != 0) {
        fprintf(stderr, "usage: idle_hold --port P\n");
        return 2;
    }
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    int port = atoi(arguments[2]), held = 0, want;
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL && sscanf(line, "open %d", &want) == 1) {
        while (held < want) {
            if (hold_one(port) < 0)
                return 1;
            held++;
        }
        printf("held %d\n", held);
        fflush(stdout);
    }
    return 0;
}
