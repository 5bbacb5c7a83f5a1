using System.Globalization;
using System.Net;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>Which sockets of the host are watched: those of a port, or the two ends of one connection. Pure.</summary>
/// <param name="Port">The port, at either end.</param>
/// <param name="Ends">The connection; null for all of the port.</param>
sealed record LifeTarget(ushort Port, (SocketEnd First, SocketEnd Second)? Ends)
{
    /// <summary>Reads <c>--port</c>.</summary>
    /// <exception cref="UserError">No port.</exception>
    public static LifeTarget OfPort(string text) =>
        ushort.TryParse(text.StartsWith(':') ? text.AsSpan(1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new LifeTarget(port, null) : throw new UserError(ExitCode.Usage, $"'{text}' is no port", "--port takes a number from 1 to 65535.");

    /// <summary>Reads <c>--tuple LOCAL-REMOTE</c>.</summary>
    /// <exception cref="UserError">No two ends.</exception>
    public static LifeTarget OfTuple(string text)
    {
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        return parts.Length == 2 && IPEndPoint.TryParse(parts[0], out var local) && IPEndPoint.TryParse(parts[1], out var remote) && local.Port > 0 && remote.Port > 0
            ? new LifeTarget((ushort)Math.Min(local.Port, remote.Port), (End(local), End(remote)))
            : throw new UserError(ExitCode.Usage, $"'{text}' is no connection", "For example --tuple 127.0.0.1:50320-127.0.0.1:8080; `patchbay sockets` shows them.");
    }

    /// <summary>Whether a socket with these ends is meant.</summary>
    public bool Wants(SocketEnd local, SocketEnd remote) => Ends is { } ends
        ? (Same(local, ends.First) && Same(remote, ends.Second)) || (Same(local, ends.Second) && Same(remote, ends.First))
        : local.Port == Port || remote.Port == Port;

    /// <inheritdoc/>
    public override string ToString() => Ends is { } ends ? $"the connection {ends.First} - {ends.Second}" : $"port {Port}";

    static bool Same(SocketEnd one, SocketEnd other) => one.Port == other.Port && one.Host.Unmapped == other.Host.Unmapped;

    static SocketEnd End(IPEndPoint end) => new(HostAddress.From(end.Address), (ushort)end.Port);
}
