using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A service that a node has started.</summary>
/// <param name="Service">The service.</param>
/// <param name="Bound">Where it really listens.</param>
/// <param name="Moves">Default ports that were taken, and what was used instead.</param>
public sealed record RunningService(IService Service, IReadOnlyList<Address> Bound, IReadOnlyList<PortMove> Moves)
{
    /// <summary>The service's name.</summary>
    public string Name => Service.Description.Name;

    /// <summary>Where it listens for connections.</summary>
    public IReadOnlyList<Address> Streams { get; } = [.. Bound.Where(static address => !address.IsDatagram())];

    /// <summary>Where it receives datagrams.</summary>
    public IReadOnlyList<Address> Datagrams { get; } = [.. Bound.Where(static address => address.IsDatagram())];

    /// <summary>The command that shows that it works on streams, with the address a client uses; null when it listens on none.</summary>
    /// <param name="byName">With the service's name as address: for a node that can be found by name.</param>
    public string? Try(bool byName) => Streams is [var first, ..] ? Fill(Service.Description.Try, byName ? Name : first.Reach().Format())
        .Replace("{url}", Url(first.Reach()), StringComparison.Ordinal).Replace("{ftp-url}", FtpUrl(first.Reach()), StringComparison.Ordinal) : null;

    /// <summary>The command that shows that it works on datagrams, with the address a client uses; null when it receives none.</summary>
    public string? TryDatagram => Datagrams is [var first, ..] ? Fill(Service.Description.TryDatagram, first.Reach().Format()) : null;

    static string Url(Address reach) => reach.Kind == AddressKind.Unix
        ? $"--unix-socket {reach.Target} http://localhost/"
        : $"{(reach.Layers.Contains("tls") ? "https" : "http")}://{Authority(reach)}/";

    static string FtpUrl(Address reach) => $"{(reach.Layers.Contains("tls") ? "ftps" : "ftp")}://{Authority(reach)}/";

    static string Authority(Address reach) => $"{(reach.Host?.Contains(':', StringComparison.Ordinal) == true ? $"[{reach.Host}]" : reach.Host)}:{reach.Port}";

    static string Fill(string command, string address) => command.Replace("{address}", address, StringComparison.Ordinal);
}

/// <summary>A default port that was taken.</summary>
/// <param name="Wanted">The default.</param>
/// <param name="Used">The port taken instead.</param>
/// <param name="Holder">Who has the default, or null when that is not known.</param>
public sealed record PortMove(int Wanted, int Used, string? Holder);
