// ENet as peer of our transport: `enet_echo serve` sends back what it receives, the way it came; `enet_echo load PORT CLIENTS BYTES SECONDS reliable|unreliable`
// keeps one message of each client on its way. The server ends with its stdin. The load says "ready", waits for a line, and tells messages and wrong ones.
#include <enet/enet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static int serve(void)
{
    ENetAddress address = { .host = htonl(0x7F000001), .port = 0 };
    ENetHost *host = enet_host_create(&address, 128, 2, 0, 0);
    if (!host || enet_socket_get_address(host->socket, &address) != 0)
        return 1;
    printf("listening %u enet %d.%d.%d\n", address.port, ENET_VERSION_MAJOR, ENET_VERSION_MINOR, ENET_VERSION_PATCH);
    fflush(stdout);
    for (double look = 0;;) {
        ENetEvent event;
        int flush = 0;
        for (int more = enet_host_service(host, &event, 100); more > 0; more = enet_host_check_events(host, &event)) {
            if (event.type != ENET_EVENT_TYPE_RECEIVE)
                continue;
            ENetPacket *answer = enet_packet_create(event.packet->data, event.packet->dataLength, event.packet->flags & ENET_PACKET_FLAG_RELIABLE);
            enet_peer_send(event.peer, event.channelID, answer);
            enet_packet_destroy(event.packet);
            flush = 1;
        }
        if (flush)
            enet_host_flush(host);
        if (now() - look > 0.2) {
            struct pollfd input = { .fd = 0, .events = POLLIN };
            if (poll(&input, 1, 0) > 0)
                return 0;
            look = now();
        }
    }
}

static int load(int port, int clients, size_t bytes, double seconds, enet_uint32 flags)
{
    ENetAddress address = { .host = htonl(0x7F000001), .port = port };
    ENetHost *host = enet_host_create(NULL, clients, 2, 0, 0);
    if (!host)
        return 1;
    for (int i = 0; i < clients; i++)
        if (!enet_host_connect(host, &address, 2, 0))
            return 1;
    ENetEvent event;
    ENetPeer *peers[1024];
    int connected = 0;
    for (double end = now() + 20; connected < clients;) {
        if (now() > end)
            return 1;
        if (enet_host_service(host, &event, 100) > 0 && event.type == ENET_EVENT_TYPE_CONNECT)
            peers[connected++] = event.peer;
    }
    char line[64], message[1024];
    memset(message, 'x', sizeof message);
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
        return 1;
    for (int i = 0; i < clients; i++)
        enet_peer_send(peers[i], 0, enet_packet_create(message, bytes, flags));
    enet_host_flush(host);
    long messages = 0, wrong = 0;
    for (double end = now() + seconds; now() < end;) {
        int flush = 0;
        for (int more = enet_host_service(host, &event, 10); more > 0; more = enet_host_check_events(host, &event)) {
            if (event.type != ENET_EVENT_TYPE_RECEIVE)
                continue;
            messages++;
            wrong += event.packet->dataLength != bytes || memcmp(event.packet->data, message, bytes) != 0;
            enet_packet_destroy(event.packet);
            enet_peer_send(event.peer, 0, enet_packet_create(message, bytes, flags));
            flush = 1;
        }
        if (flush)
            enet_host_flush(host);
    }
    printf("%ld %ld\n", messages, wrong);
    return 0;
}

int main(int count, char **arguments)
{
    if (enet_initialize() != 0)
        return 1;
    if (count == 2 && strcmp(arguments[1], "serve") == 0)
        return serve();
    if (count == 7 && strcmp(arguments[1], "load") == 0)
        return load(atoi(arguments[2]), atoi(arguments[3]), atoi(arguments[4]), atof(arguments[5]), strcmp(arguments[6], "reliable") == 0 ? ENET_PACKET_FLAG_RELIABLE : 0);
    fprintf(stderr, "usage: enet_echo serve, or: enet_echo load PORT CLIENTS BYTES SECONDS reliable|unreliable\n");
    return 2;
}
