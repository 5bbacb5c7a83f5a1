using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Finds out why a connection works or does not, step by step, and stops at the step that fails; of a listening address, whether one could bind there. To a connecting
/// address real connections are made and closed, nothing is sent on them but a TLS handshake or an upgrade where the address has one. Thread-safe.
/// </summary>
public static class WhyQuestion
{
    /// <summary>Asks.</summary>
    /// <param name="address">TCP, UDP or Unix stream; connecting or listening.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AddressNotSupportedException">Another kind of address, or one that goes through a proxy.</exception>
    /// <exception cref="LayerException">The options of a layer cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token.</exception>
    public static Task<WhyAnswer> AskAsync(Address address, WhyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var run = new WhyRun(address, options ?? new WhyOptions());
        if (address.Listens)
        {
            return Task.FromResult(address.Kind switch
            {
                AddressKind.Tcp or AddressKind.Udp => WhyListen.Ask(run),
                AddressKind.Unix => WhyUnix.AskListening(run),
                _ => throw NotSupported(address),
            });
        }

        return address.Kind switch
        {
            AddressKind.Tcp when address.FindOption("via") is null => WhyTcp.AskAsync(run, cancellationToken),
            AddressKind.Tcp => throw new AddressNotSupportedException(address, $"{address} goes through a proxy, and only the proxy sees how its target answers", "Ask about the proxy itself, or leave out via=."),
            AddressKind.Udp => WhyUdp.AskAsync(run, cancellationToken),
            AddressKind.Unix => WhyUnix.AskAsync(run, cancellationToken),
            _ => throw NotSupported(address),
        };
    }

    static AddressNotSupportedException NotSupported(Address address) =>
        new(address, $"{address} is neither TCP, UDP nor a Unix stream, and why asks about these", "For example: db:5432, tls:db:443, udp:dns:53, unix:/run/app.sock, :8080.");
}
