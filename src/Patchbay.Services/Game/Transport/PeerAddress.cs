using Patchbay.Sockets;

namespace Patchbay.Services.Game.Transport;

/// <summary>A peer's socket address as the kernel gives it, kept without an object for each.</summary>
sealed class PeerAddress(ReadOnlySpan<byte> bytes)
{
    readonly byte[] _bytes = bytes.ToArray();

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>On this machine, as far as the address tells.</summary>
    public bool IsLoopback => IsLoopbackAddress(_bytes);

    public bool Is(ReadOnlySpan<byte> other) => other.SequenceEqual(_bytes);

    /// <summary>The same host, or the same IPv6 network of 64 bits: a host may take any address in it.</summary>
    public bool IsSameHost(ReadOnlySpan<byte> other) => HostOf(other).SequenceEqual(HostOf(_bytes));

    public static bool IsLoopbackAddress(ReadOnlySpan<byte> socketAddress) =>
        SocketAddressBytes.TryAddress(socketAddress, out var address)
            ? address.Length == 4 ? address[0] == 127 : SocketAddressBytes.IsMapped(address) ? address[12] == 127 : address[..15].IndexOfAnyExcept((byte)0) < 0 && address[15] == 1
            : !socketAddress.IsEmpty;

    public override string ToString() => SocketAddressBytes.Read(_bytes)?.ToString() ?? "a socket without a name";

    static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> socketAddress) =>
        !SocketAddressBytes.TryAddress(socketAddress, out var address) ? socketAddress : address.Length == 16 && !SocketAddressBytes.IsMapped(address) ? address[..8] : address;
}
