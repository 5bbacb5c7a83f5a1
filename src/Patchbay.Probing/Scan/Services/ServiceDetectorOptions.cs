namespace Patchbay.Probing;

/// <summary>How far a <see cref="ServiceDetector"/> goes for one port.</summary>
public sealed record ServiceDetectorOptions
{
    /// <summary>For a port in all, from 1 ms on; what is known then is the finding. Default 12 s.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>For one connection to be made. Default 3 s.</summary>
    public TimeSpan Connecting { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For a server to speak first, where that is to be expected. Default 2 s.</summary>
    public TimeSpan Listening { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For a server to speak first on a port whose protocol lets the client speak first. Default 100 ms.</summary>
    public TimeSpan ShortListening { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For an answer to begin; it may take twice as long to come to its end. Default 2 s.</summary>
    public TimeSpan Answering { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An answer whose length is not known is over when nothing more came for so long. Default 250 ms.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Connections to one port, from 1 on. Default 8.</summary>
    public int MostConnections { get; init; } = 8;

    /// <summary>Bytes that are read from one connection, from 1 on. Default 65,536.</summary>
    public int MostBytes { get; init; } = 65_536;
}
