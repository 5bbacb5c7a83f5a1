"""A server and clients of asyncio that exchange messages with a length before them."""
import asyncio


async def serve(reader, writer):
    try:
        while True:
            size = int.from_bytes(await reader.readexactly(4), "big")
            writer.write(size.to_bytes(4, "big") + await reader.readexactly(size))
            await writer.drain()
    except asyncio.IncompleteReadError:
        writer.close()


async def ask(port, size):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(5):
        writer.write(size.to_bytes(4, "big") + b"x" * size)
        await writer.drain()
        await reader.readexactly(4 + size)
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await asyncio.gather(*(ask(port, size) for size in (10, 1000, 100_000)))
    server.close()


asyncio.run(main())
