namespace Patchbay.Observation;

/// <summary>A socket over several looks.</summary>
public sealed class WatchedSocket
{
    ulong _received;
    ulong _acknowledged;

    internal WatchedSocket(SocketRow row, TimeSpan now, bool wasThere)
    {
        (Row, FirstSeen, LastSeen, WasThere) = (row, now, now, wasThere);
        Count(row);
    }

    /// <summary>As it was at the last look.</summary>
    public SocketRow Row { get; private set; }

    /// <summary>When it was first seen, on the watcher's clock.</summary>
    public TimeSpan FirstSeen { get; }

    /// <summary>When it was last seen.</summary>
    public TimeSpan LastSeen { get; private set; }

    /// <summary>It was there at the first look already: it is older than the watch.</summary>
    public bool WasThere { get; }

    /// <summary>Bytes per second received between the last two looks; null for what is not counted (all but TCP).</summary>
    public double? ReceiveRate { get; private set; }

    /// <summary>Bytes per second that the peer acknowledged between the last two looks.</summary>
    public double? SendRate { get; private set; }

    internal int Look { get; set; }

    internal void See(SocketRow row, TimeSpan now)
    {
        if (row.Tcp is { } tcp && Row.Tcp is not null && now > LastSeen)
        {
            var seconds = (now - LastSeen).TotalSeconds;
            ReceiveRate = Math.Max(0, tcp.BytesReceived - (double)_received) / seconds;
            SendRate = Math.Max(0, tcp.BytesAcknowledged - (double)_acknowledged) / seconds;
        }
        else
        {
            (ReceiveRate, SendRate) = (null, null);
        }

        Count(row);
        (Row, LastSeen) = (row, now);
    }

    void Count(SocketRow row) => (_received, _acknowledged) = (row.Tcp?.BytesReceived ?? 0, row.Tcp?.BytesAcknowledged ?? 0);
}
