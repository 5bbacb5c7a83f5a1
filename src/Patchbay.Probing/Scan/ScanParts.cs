namespace Patchbay.Probing;

/// <summary>What a scan works with; tests bring their own.</summary>
public sealed record ScanParts
{
    /// <summary>Makes an engine. Each run gets one of its own.</summary>
    public required Func<ScanMethod, IScanEngine> Engine { get; init; }

    /// <summary>Makes a host discovery.</summary>
    public required Func<IHostDiscovery> Discovery { get; init; }

    /// <summary>Makes what finds out services.</summary>
    public required Func<IServiceDetector> Detector { get; init; }

    /// <summary>Whether raw sockets can be opened here: tried, not guessed.</summary>
    public Func<bool> CanSendRaw { get; init; } = RawRight.IsThere;

    /// <summary>The addresses of this machine.</summary>
    public MachineAddresses Local { get; init; } = MachineAddresses.Read();

    /// <summary>Who listens at an address of this machine, TCP or UDP.</summary>
    public Func<System.Net.IPEndPoint, bool, Linux.SocketHolder?> Holder { get; init; } = static (endPoint, udp) => udp ? Linux.SocketHolders.FindUdpReceiver(endPoint) : Linux.SocketHolders.FindTcpListener(endPoint);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
