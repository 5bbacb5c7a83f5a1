namespace Patchbay.Probing;

/// <summary>What a scan works with; tests bring their own.</summary>
public sealed record ScanParts
{
    /// <summary>The real ones.</summary>
    public static ScanParts OfThisMachine() => new()
    {
        Engine = static method => method switch
        {
            ScanMethod.Connect => new ConnectScanEngine(),
            ScanMethod.Syn => new SynScanEngine(),
            _ => new UdpScanEngine(),
        },
        Discovery = static () => new HostDiscovery(),
        Detector = static () => new ServiceDetector(),
    };

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

    /// <summary>Takes a picture of who listens on this machine, over UDP or TCP.</summary>
    public Func<bool, Func<System.Net.IPEndPoint, Linux.SocketHolder?>> Listeners { get; init; } = static udp => LocalListeners.Take(udp).Find;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
