using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Services.Accounts;

/// <summary>
/// Slows guessing of passwords: each failure from an address makes its next answer wait longer, and after <see cref="LoginLimits.MaxFailures"/> of them the address is
/// refused for a time. An IPv6 address counts with its /64, which is one customer; what has no address counts as one. Thread-safe.
/// </summary>
/// <param name="limits">The bounds.</param>
/// <param name="clock">The clock.</param>
public sealed class LoginGuard(LoginLimits limits, TimeProvider clock)
{
    const int MostAddresses = 10_000;
    static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250), LongestDelay = TimeSpan.FromSeconds(4);

    readonly Dictionary<IPAddress, Record> _records = [];
    readonly Lock _lock = new();

    /// <summary>How long an address is refused still; zero when it may try.</summary>
    public TimeSpan RefusedFor(IPAddress? from)
    {
        lock (_lock)
        {
            return _records.TryGetValue(Key(from), out var record) && record.Failures >= limits.MaxFailures && Left(record) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Notes a wrong password.</summary>
    /// <returns>How long to keep the answer back: 250 ms, doubled each time, at most 4 s.</returns>
    public TimeSpan Failed(IPAddress? from)
    {
        lock (_lock)
        {
            var key = Key(from);
            if (!_records.TryGetValue(key, out var record) || Left(record) <= TimeSpan.Zero)
            {
                MakeRoom();
                _records[key] = record = new Record();
            }

            record.Failures++;
            record.Last = clock.GetTimestamp();
            var delay = FirstDelay * Math.Pow(2, Math.Min(record.Failures - 1, 10));
            return delay < LongestDelay ? delay : LongestDelay;
        }
    }

    /// <summary>Forgets an address's failures: the right password came.</summary>
    public void Succeeded(IPAddress? from)
    {
        lock (_lock)
        {
            _records.Remove(Key(from));
        }
    }

    TimeSpan Left(Record record) => limits.Lockout - clock.GetElapsedTime(record.Last);

    void MakeRoom()
    {
        if (_records.Count < MostAddresses)
        {
            return;
        }

        foreach (var (key, record) in _records)
        {
            if (Left(record) <= TimeSpan.Zero)
            {
                _records.Remove(key);
            }
        }

        if (_records.Count >= MostAddresses)
        {
            _records.Remove(_records.MinBy(static pair => pair.Value.Last).Key);
        }
    }

    /// <summary>What an address counts as: an IPv6 address as its /64, a mapped one as IPv4, none as <see cref="IPAddress.None"/>.</summary>
    internal static IPAddress Key(IPAddress? from)
    {
        if (from is null)
        {
            return IPAddress.None;
        }

        var address = MappedAddress.Unmap(from);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    sealed class Record
    {
        public int Failures;
        public long Last;
    }
}
