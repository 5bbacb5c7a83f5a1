namespace Patchbay.Probing;

/// <summary>How hosts are pinged.</summary>
public sealed record PingOptions
{
    /// <summary>Requests to each host; null goes on until it is stopped.</summary>
    public long? Count { get; init; }

    /// <summary>From one request to a host to the next. Default 1 s, at least <see cref="LeastInterval"/>.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so long a request counts as lost; an answer after that is told as late. Default 1 s, at most a minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of data of an ICMP echo, 0 to 65,507. Default 56, as ping(8) has it.</summary>
    public int Size { get; init; } = 56;

    /// <summary>TTL or hop limit, 1 to 255; null leaves it to the system.</summary>
    public byte? TimeToLive { get; init; }

    /// <summary>Ping sockets or raw sockets alone; null takes the first that is permitted.</summary>
    public EchoMeans? Means { get; init; }

    /// <summary>10 ms: what is more often is a flood.</summary>
    public static TimeSpan LeastInterval { get; } = TimeSpan.FromMilliseconds(10);

    /// <exception cref="ScanException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Count is < 1)
        {
            throw new ScanException("the count is at least 1", ScanFailure.BadInput, "Without one, ping goes on until it is stopped.");
        }

        if (Interval < LeastInterval || Interval > TimeSpan.FromDays(1))
        {
            throw new ScanException("the interval is 10 ms to a day", ScanFailure.BadInput, "More often would be a flood.");
        }

        if (Timeout < TimeSpan.FromMilliseconds(1) || Timeout > TimeSpan.FromMinutes(1))
        {
            throw new ScanException("the time-out is 1 ms to a minute", ScanFailure.BadInput, "Answers that come later are told as late.");
        }

        if (Size is < 0 or > EchoSocket.MostData)
        {
            throw new ScanException($"the size is 0 to {EchoSocket.MostData} bytes", ScanFailure.BadInput, "An IPv4 packet has 65,535 bytes at most, its headers included.");
        }

        if (TimeToLive is 0)
        {
            throw new ScanException("the TTL is 1 to 255", ScanFailure.BadInput, "1 comes as far as the first router.");
        }
    }
}
