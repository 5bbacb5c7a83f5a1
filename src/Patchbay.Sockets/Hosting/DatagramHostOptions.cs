namespace Patchbay.Sockets;

/// <summary>The limits of a <see cref="DatagramHost"/>.</summary>
public sealed class DatagramHostOptions
{
    /// <summary>Answers a second to one remote IP address (for IPv6 to one /64); further questions of that second get none.</summary>
    /// <remarks>Default null: no limit. Range 1 to 10,000,000. Kept in a table of fixed size: addresses may share a place in it, and then share the limit.</remarks>
    public int? MaxAnswersPerAddress { get; set; }

    /// <summary>
    /// The answer left out when so many equal questions came from one peer: two hosts that answer each other (by a forged source address) would send one
    /// datagram to and fro for ever, and leaving out one answer ends that. Datagrams are equal when length, first 64 and last 16 bytes are.
    /// </summary>
    /// <remarks>Default 1,000. Range 2 to 1,000,000; null never leaves one out. A client that repeats itself loses one answer in so many.</remarks>
    public int? RepeatLimit { get; set; } = 1_000;

    /// <summary>How long <see cref="DatagramHost.StopAsync"/> waits until answers already begun are with the kernel.</summary>
    /// <remarks>Default 5 s. Range 0 to 1 day. Zero cuts at once.</remarks>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock for limits and time-outs.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for the first value out of its range.</summary>
    internal void Validate()
    {
        Check(MaxAnswersPerAddress is null or (>= 1 and <= 10_000_000), MaxAnswersPerAddress, nameof(MaxAnswersPerAddress));
        Check(RepeatLimit is null or (>= 2 and <= 1_000_000), RepeatLimit, nameof(RepeatLimit));
        Check(DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromDays(1), DrainTimeout, nameof(DrainTimeout));
    }

    static void Check(bool isInRange, object? value, string name)
    {
        if (!isInRange)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is out of its range.");
        }
    }
}
