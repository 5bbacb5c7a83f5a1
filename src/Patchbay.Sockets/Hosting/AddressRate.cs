namespace Patchbay.Sockets;

/// <summary>
/// Counts by address within the current second, in a table of fixed size: a flood of forged addresses costs no memory; addresses that share a place share the limit. An IPv6
/// network of 64 bits counts as one address, since a host may take any in it. Not thread-safe.
/// </summary>
/// <param name="limit">Allowed a second.</param>
internal sealed class AddressRate(int limit)
{
    const int Slots = 4096;

    readonly Slot[] _slots = new Slot[Slots];

    /// <summary>Counts one; false when it is over the limit.</summary>
    /// <param name="peer">A socket address; other than IP is never limited.</param>
    /// <param name="second">The current second by any clock.</param>
    public bool Allows(ReadOnlySpan<byte> peer, long second)
    {
        if (!SocketAddressBytes.TryAddress(peer, out var address))
        {
            return true;
        }

        var hash = new HashCode();
        hash.AddBytes(address.Length == 16 && !SocketAddressBytes.IsMapped(address) ? address[..8] : address);
        ref var slot = ref _slots[(uint)hash.ToHashCode() % Slots];
        if (slot.Second != second)
        {
            slot = new Slot { Second = second };
        }

        return ++slot.Count <= limit;
    }

    struct Slot
    {
        public long Second;
        public int Count;
    }
}
