using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Services.Chat;

/// <summary>How many clients one address may have, and how fast it may bring new ones. An IPv6 address counts with its /64. Loopback and Unix sockets are not counted. Not thread-safe.</summary>
/// <param name="most">Clients at once; null for no limit.</param>
/// <param name="connects">Clients in <see cref="Window"/>; null for no limit.</param>
internal sealed class AddressQuota(int? most, int? connects)
{
    /// <summary>The time in which new clients are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    const int MostAddresses = 10_000;

    readonly Dictionary<IPAddress, Count> _counts = [];

    /// <summary>Counts one more client.</summary>
    /// <returns>Why it may not come in, or null when it may and must <see cref="Leave"/>.</returns>
    public string? Enter(IPAddress? address, DateTimeOffset now)
    {
        if (Key(address) is not { } key)
        {
            return null;
        }

        if (!_counts.TryGetValue(key, out var count))
        {
            MakeRoom(now);
            _counts[key] = count = new Count { Since = now };
        }

        if (now - count.Since >= Window)
        {
            (count.Since, count.Connects) = (now, 0);
        }

        if (++count.Connects > connects)
        {
            return "Your address connects too often; try again later";
        }

        if (count.Clients >= most)
        {
            return "Too many connections from your address";
        }

        count.Clients++;
        return null;
    }

    /// <summary>A client that came in is gone.</summary>
    public void Leave(IPAddress? address)
    {
        if (Key(address) is { } key && _counts.TryGetValue(key, out var count))
        {
            count.Clients--;
        }
    }

    void MakeRoom(DateTimeOffset now)
    {
        if (_counts.Count < MostAddresses)
        {
            return;
        }

        foreach (var (key, count) in _counts)
        {
            if (count.Clients == 0 && (now - count.Since >= Window || _counts.Count >= MostAddresses * 2))
            {
                _counts.Remove(key);
            }
        }
    }

    static IPAddress? Key(IPAddress? address)
    {
        if (address is null || MappedAddress.Unmap(address) is not { } plain || IPAddress.IsLoopback(plain))
        {
            return null;
        }

        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        var octets = plain.GetAddressBytes();
        octets.AsSpan(8).Clear();
        return new IPAddress(octets);
    }

    sealed class Count
    {
        public int Clients, Connects;
        public DateTimeOffset Since;
    }
}
