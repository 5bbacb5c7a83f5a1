using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Patchbay.Sockets;

/// <summary>
/// The meter <c>Patchbay.Sockets</c>, named as OpenTelemetry names things. Tags: <c>patchbay.engine</c> (sockets, uring, uring-pinned) and
/// <c>network.transport</c> (tcp, udp, unix). An instrument nobody reads costs one field read.
/// </summary>
internal static class SocketMetrics
{
    public const string MeterName = "Patchbay.Sockets";

    static readonly Meter Meter = new(MeterName);

    static readonly UpDownCounter<long> Active =
        Meter.CreateUpDownCounter<long>("patchbay.connections.active", "{connection}", "Connections open now, accepted and made.");

    static readonly Counter<long> AcceptedCount =
        Meter.CreateCounter<long>("patchbay.connections.accepted", "{connection}", "Connections accepted by listeners.");

    static readonly Counter<long> ConnectedCount =
        Meter.CreateCounter<long>("patchbay.connections.connected", "{connection}", "Connections made as a client.");

    static readonly Counter<long> FailedCount =
        Meter.CreateCounter<long>("patchbay.connections.failed", "{connection}", "Attempts to connect that failed; error.type is the errno.");

    static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("patchbay.connection.duration", "s", "From accept or connect to close.");

    static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("patchbay.io", "By", "Bytes moved between the program and the kernel; network.io.direction is receive or transmit.");

    static readonly Counter<long> Datagrams =
        Meter.CreateCounter<long>("patchbay.datagrams", "{datagram}", "Datagrams moved between the program and the kernel; network.io.direction is receive or transmit.");

    /// <summary>A connection was opened. Returns the time to hand to <see cref="Closed"/>, or 0 when nobody counts.</summary>
    public static long Opened(EngineKind engine, bool isTcp, bool accepted)
    {
        var counter = accepted ? AcceptedCount : ConnectedCount;
        if (!Active.Enabled && !Duration.Enabled && !counter.Enabled)
        {
            return 0;
        }

        var tags = Tags(engine, isTcp);
        counter.Add(1, tags);
        Active.Add(1, tags);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>A connection that <see cref="Opened"/> counted was closed.</summary>
    public static void Closed(EngineKind engine, bool isTcp, long opened)
    {
        if (opened == 0)
        {
            // Opened before anybody listened: counting it down would make the figure negative.
            return;
        }

        var tags = Tags(engine, isTcp);
        Active.Add(-1, tags);
        Duration.Record(Stopwatch.GetElapsedTime(opened).TotalSeconds, tags);
    }

    public static void ConnectFailed(EngineKind engine, bool isTcp, int errno)
    {
        if (FailedCount.Enabled)
        {
            var tags = Tags(engine, isTcp);
            tags.Add("error.type", errno);
            FailedCount.Add(1, tags);
        }
    }

    public static void Moved(EngineKind engine, bool isTcp, bool received, long bytes)
    {
        if (Bytes.Enabled)
        {
            var tags = Tags(engine, isTcp);
            tags.Add("network.io.direction", received ? "receive" : "transmit");
            Bytes.Add(bytes, tags);
        }
    }

    /// <summary>Somebody reads what <see cref="DatagramsMoved"/> counts.</summary>
    public static bool CountsDatagrams => Bytes.Enabled || Datagrams.Enabled;

    /// <summary>A batch of datagrams moved. Ask <see cref="CountsDatagrams"/> before adding up.</summary>
    public static void DatagramsMoved(EngineKind engine, bool isUdp, bool received, int count, long bytes)
    {
        var tags = Tags(engine, isUdp ? "udp" : "unix");
        tags.Add("network.io.direction", received ? "receive" : "transmit");
        Bytes.Add(bytes, tags);
        Datagrams.Add(count, tags);
    }

    static TagList Tags(EngineKind engine, bool isTcp) => Tags(engine, isTcp ? "tcp" : "unix");

    static TagList Tags(EngineKind engine, string transport) => new()
    {
        { "patchbay.engine", engine switch { EngineKind.Uring => "uring", EngineKind.UringPinned => "uring-pinned", _ => "sockets" } },
        { "network.transport", transport },
    };
}
