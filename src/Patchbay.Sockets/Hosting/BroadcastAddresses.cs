using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>
/// The directed broadcast addresses of this machine's IPv4 networks: the last address of each, and the first, which older systems took for it (RFC 1122
/// section 3.3.6). Thread-safe; read again in the background when it is old and asked.
/// </summary>
/// <param name="read">Reads the addresses, each as a number.</param>
/// <param name="clock">For the age.</param>
internal sealed class BroadcastAddresses(Func<IEnumerable<uint>> read, TimeProvider clock) : IThreadPoolWorkItem
{
    static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);

    FrozenSet<uint> _addresses = read().ToFrozenSet();
    long _readAt = clock.GetTimestamp();

    public static BroadcastAddresses OfThisMachine { get; } = new(ReadInterfaces, TimeProvider.System);

    public bool Contains(uint address)
    {
        var readAt = Volatile.Read(ref _readAt);
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(readAt, now) > MostAge && Interlocked.CompareExchange(ref _readAt, now, readAt) == readAt)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return _addresses.Contains(address);
    }

    void IThreadPoolWorkItem.Execute() => _addresses = read().ToFrozenSet();

    static IEnumerable<uint> ReadInterfaces()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(static one => one.GetIPProperties().UnicastAddresses)
                .Where(static one => one.Address.AddressFamily == AddressFamily.InterNetwork)
                .SelectMany(static one => OfNetwork(one.Address, one.PrefixLength))];
        }
        catch (NetworkInformationException)
        {
            // No /proc or no rights to see interfaces: the addresses that are broadcast everywhere are refused still.
            return [];
        }
    }

    /// <summary>The two of one network; none for point-to-point networks and single addresses (RFC 3021).</summary>
    public static IEnumerable<uint> OfNetwork(IPAddress address, int prefixLength)
    {
        if (prefixLength is < 1 or > 30)
        {
            return [];
        }

        var host = uint.MaxValue >> prefixLength;
        var number = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        return [number | host, number & ~host];
    }
}
