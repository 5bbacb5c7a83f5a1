using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Which address of ours packets to a target carry: what the kernel's route says, asked by connecting a UDP socket, which sends nothing. IPv4. Not thread-safe.</summary>
internal sealed class SourceAddress : IDisposable
{
    const int AF_INET = 2, SOCK_DGRAM = 2;

    readonly int _descriptor = SocketCalls.Socket(AF_INET, SOCK_DGRAM, 0);

    /// <summary>The address.</summary>
    /// <param name="target">An IPv4 address.</param>
    /// <param name="source">Gets four bytes.</param>
    /// <returns>0, or minus the errno: ENETUNREACH, EHOSTUNREACH, EACCES.</returns>
    public int TryFind(IPAddress target, Span<byte> source)
    {
        // Any port will do. Connected once more it takes a new route.
        Span<byte> address = stackalloc byte[32];
        var length = KernelSocketAddress.Write(target, 9, address);
        var result = StreamCalls.Connect(_descriptor, address[..length]);
        result = result < 0 ? result : SocketCalls.LocalAddress(_descriptor, address);
        if (result >= 0)
        {
            address.Slice(4, 4).CopyTo(source);
            ReadOnlySpan<byte> unspecified = stackalloc byte[16];
            _ = StreamCalls.Connect(_descriptor, unspecified);
            return 0;
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = SocketCalls.Close(_descriptor);
}
