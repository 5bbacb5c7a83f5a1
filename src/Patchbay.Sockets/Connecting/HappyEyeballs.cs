using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Connects to a name: resolves it, races its addresses (RFC 8305), keeps the first connection.</summary>
public static class HappyEyeballs
{
    /// <summary>Runs attempts until one succeeds. The others are cancelled; what they connect all the same is disposed.</summary>
    /// <typeparam name="T">A connection; disposed of by <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> when it loses.</typeparam>
    /// <param name="target">A name and a port, or one IP address.</param>
    /// <param name="attempt">Connects to one address. It must heed its token and keep nothing when it throws. Called on any thread, several at a time.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConnectException">No address could be connected to in time, or there was none.</exception>
    /// <exception cref="OperationCanceledException">The token.</exception>
    /// <exception cref="ArgumentException">The target is neither a <see cref="DnsEndPoint"/> nor an <see cref="IPEndPoint"/>.</exception>
    public static async ValueTask<T> ConnectAsync<T>(
        EndPoint target, Func<IPEndPoint, CancellationToken, ValueTask<T>> attempt, ConnectOptions? options = null, CancellationToken cancellationToken = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(attempt);
        options ??= new ConnectOptions();
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        using var race = new HappyEyeballsRace<T>(target, attempt, options);
        switch (target)
        {
            case IPEndPoint ip:
                race.Answer(ip.AddressFamily, [ip.Address]);
                race.Answer(Other(ip.AddressFamily), []);
                break;
            case DnsEndPoint dns when IPAddress.TryParse(dns.Host, out var literal):
                race.Answer(literal.AddressFamily, [literal]);
                race.Answer(Other(literal.AddressFamily), []);
                break;
            case DnsEndPoint dns:
                race.Resolve(dns.Host, dns.AddressFamily);
                break;
            default:
                throw new ArgumentException($"Connects to names and IP addresses, not to a {target.GetType().Name}.", nameof(target));
        }

        return await race.RunAsync(cancellationToken);
    }

    internal static AddressFamily Other(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
}
