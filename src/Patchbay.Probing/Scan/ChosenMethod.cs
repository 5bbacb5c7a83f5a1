namespace Patchbay.Probing;

/// <summary>How ports are asked, and why so.</summary>
/// <param name="Method">The way.</param>
/// <param name="Words">For people: "SYN (raw sockets are allowed)".</param>
public sealed record ChosenMethod(ScanMethod Method, string Words)
{
    /// <summary>Chooses.</summary>
    /// <param name="asked">What the user asked for; null leaves it to the rights.</param>
    /// <param name="canSendRaw">Tries whether raw sockets can be opened.</param>
    /// <exception cref="ScanException">The user asked for what cannot be done here.</exception>
    public static ChosenMethod Choose(ScanMethod? asked, Func<bool> canSendRaw)
    {
        ArgumentNullException.ThrowIfNull(canSendRaw);
        return asked switch
        {
            ScanMethod.Udp => new(ScanMethod.Udp, "UDP"),
            ScanMethod.Connect => new(ScanMethod.Connect, "connect"),
            ScanMethod.Syn => canSendRaw() ? new(ScanMethod.Syn, "SYN")
                : throw new ScanException("a SYN scan needs the right CAP_NET_RAW, which this process does not have", ScanFailure.Denied, "--method connect needs no right and tells a firewall's reject from a reset as well."),
            _ => canSendRaw() ? new(ScanMethod.Syn, "SYN (raw sockets are allowed)") : new(ScanMethod.Connect, "connect (raw sockets are not allowed here)"),
        };
    }
}
