using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>The times of connecting to a name (RFC 8305 section 8). Read once, when an attempt begins.</summary>
public sealed record ConnectOptions
{
    /// <summary>How long resolving and connecting may take together.</summary>
    /// <remarks>Default 10 s. Greater than zero, at most one day. Linux alone would send SYNs for about 130 s.</remarks>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an attempt is alone before the next address is tried beside it (Connection Attempt Delay).</summary>
    /// <remarks>Default 250 ms. Range 10 ms to 2 s: RFC 8305 section 5 forbids less and advises against more.</remarks>
    public TimeSpan AttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long IPv4 addresses that came first wait for the IPv6 ones (Resolution Delay).</summary>
    /// <remarks>Default 50 ms. Range 0 to 2 s.</remarks>
    public TimeSpan ResolutionDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many addresses of the preferred family are tried before the families alternate (First Address Family Count).</summary>
    /// <remarks>Default 1. Range 1 to 8.</remarks>
    public int FirstAddressFamilyCount { get; init; } = 1;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The seam under which tests answer names.</summary>
    internal Func<string, AddressFamily, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = NameResolver.ResolveAsync;

    /// <summary>What engines use: the kernel's own limit (about 130 s) and the caller's token come first, as for an address without a name.</summary>
    internal static ConnectOptions Engine { get; } = new() { Timeout = TimeSpan.FromMinutes(3) };

    internal void Validate()
    {
        Check(Timeout, TimeSpan.FromTicks(1), TimeSpan.FromDays(1), nameof(Timeout));
        Check(AttemptDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(2), nameof(AttemptDelay));
        Check(ResolutionDelay, TimeSpan.Zero, TimeSpan.FromSeconds(2), nameof(ResolutionDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstAddressFamilyCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FirstAddressFamilyCount, 8);
    }

    static void Check(TimeSpan value, TimeSpan low, TimeSpan high, string name)
    {
        if (value < low || value > high)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be between {low} and {high}.");
        }
    }
}
