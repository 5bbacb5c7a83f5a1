namespace Patchbay.Probing;

/// <summary>A request that was sent. TCP and UDP have a socket each; ICMP shares one, and its number on the wire tells them apart.</summary>
sealed class PingProbe(int target, long number)
{
    public int Target => target;

    public long Number => number;

    /// <summary>When it was sent, as <see cref="ScanClock"/> counts.</summary>
    public long SentAt { get; set; }

    /// <summary>What became of it; null while nothing has.</summary>
    public PingOutcome? Outcome { get; set; }

    public TcpKnock? Knock { get; set; }

    public UnconnectedSocket? Socket { get; set; }

    /// <summary>Of its socket; -1 for none.</summary>
    public int Descriptor => Knock?.Descriptor ?? Socket?.Descriptor ?? -1;

    /// <summary>Closes its socket.</summary>
    public void Close()
    {
        Knock?.Dispose();
        Socket?.Dispose();
        (Knock, Socket) = (null, null);
    }
}
