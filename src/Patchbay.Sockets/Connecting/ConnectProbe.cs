using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// Connects to see whether it can be done, tells how long each phase took and who ended it, and closes at once. On Linux ICMP errors are read
/// from the socket's error queue, which needs no rights; on other systems the outcome is told without the reporter.
/// </summary>
public static class ConnectProbe
{
    /// <summary>Resolves and connects as an engine does (RFC 8305), and keeps nothing open.</summary>
    /// <param name="target">A name and port, an IP address and port, or a Unix path.</param>
    /// <param name="options">Null for the defaults: 10 s for everything together.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    /// <returns>The result; a target that cannot be connected to is a result too.</returns>
    /// <exception cref="OperationCanceledException">The token.</exception>
    /// <exception cref="ArgumentException">Another kind of endpoint.</exception>
    public static Task<ConnectProbeResult> RunAsync(EndPoint target, ConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        options ??= new ConnectOptions();
        options.Validate();
        return new ConnectProbeRun(target, options, cancellationToken).RunAsync();
    }
}
