using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The TLS handshake, and the certificate that was shown, also when it was not taken.</summary>
static class WhyTls
{
    const int MostNames = 6;

    // Ports of the registry whose protocols begin with a handshake: https, smtps, nntps, ldaps, dns over TLS, ftps, telnets, imaps, ircs, pop3s, sips, ircs, mqtts, amqps.
    static readonly int[] Ports = [443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5671, 6697, 8443, 8883];

    /// <summary>The address with the tls layer that its port is known for.</summary>
    public static Address Effective(Address address) =>
        address is { Kind: AddressKind.Tcp, Layers.Count: 0, Host: not null } && Array.IndexOf(Ports, address.Port) >= 0 ? address with { Layers = ["tls"] } : address;

    public static async Task<(ConnectionContext? Connection, WhyAnswer? Failed)> HandshakeAsync(
        WhyRun run, ISocketEngine engine, EndPoint target, Address address, LayerSettings settings, CancellationToken stop)
    {
        var layers = AddressLayers.Open(address, settings);
        var (raw, failed) = await WhyTalk.OpenAsync(run, engine, target, stop);
        if (failed is not null)
        {
            return (null, failed);
        }

        var begin = Stopwatch.GetTimestamp();
        try
        {
            var connection = await layers.ConnectAsync(raw!, stop);
            var took = Stopwatch.GetElapsedTime(begin);
            run.Tell(WhyPhaseKind.Tls, took, true, Agreed(connection), [.. Certificate(connection)]);
            return (connection, null);
        }
        catch (LayerException error)
        {
            var took = Stopwatch.GetElapsedTime(begin);
            var isCertificate = error.Failure == LayerFailure.Certificate;
            run.Tell(WhyPhaseKind.Tls, took, false, error.Message.TrimEnd('.'), isCertificate ? [.. await ShownAsync(engine, target, address, settings, stop)] : []);
            var isGuess = run.Address.Layers.Count == 0;
            return (null, run.End(
                isCertificate ? WhyVerdict.CertificateRejected : error.Failure == LayerFailure.TimedOut ? WhyVerdict.Filtered : WhyVerdict.TlsFailed,
                error.Message, error.Hint, isGuess && !isCertificate ? $"connect tcp:{run.Address.Host}:{run.Address.Port}" : null));
        }
    }

    /// <summary>What a server shows to who takes everything: a second handshake, for the words of the first.</summary>
    static async Task<IReadOnlyList<string>> ShownAsync(ISocketEngine engine, EndPoint target, Address address, LayerSettings settings, CancellationToken stop)
    {
        string[] trust = ["ca", "pin", "insecure"];
        var lenient = address with { Options = [.. address.Options.Where(option => !trust.Contains(option.Name)), new AddressOption("insecure", null)] };
        try
        {
            await using var connection = await AddressLayers.Open(lenient, settings with { Notify = null }).ConnectAsync(await engine.ConnectAsync(target, stop), stop);
            return [.. Certificate(connection)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    static string Agreed(ConnectionContext connection)
    {
        var handshake = connection.Features.Get<ITlsHandshakeFeature>();
        var alpn = connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol ?? default;
        var version = handshake?.Protocol.ToString() switch { "Tls12" => "TLS 1.2", "Tls13" => "TLS 1.3", var other => other };
        return $"{version}, {handshake?.NegotiatedCipherSuite}{(alpn.IsEmpty ? "" : $", ALPN {Encoding.ASCII.GetString(alpn.Span)}")}";
    }

    static IEnumerable<string> Certificate(ConnectionContext connection)
    {
        if (connection.Features.Get<ITlsHandshakeFeature>() is not TlsFeature { RemoteCertificate: { } certificate })
        {
            yield break;
        }

        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        List<string> names = alternative is null ? [] : [.. alternative.EnumerateDnsNames(), .. alternative.EnumerateIPAddresses().Select(static address => address.ToString())];
        yield return $"certificate for {(names.Count == 0 ? certificate.GetNameInfo(X509NameType.SimpleName, false) : string.Join(", ", names.Take(MostNames)))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";
        yield return $"issued by {certificate.GetNameInfo(X509NameType.SimpleName, true)}, valid from {Date(certificate.NotBefore)} to {Date(certificate.NotAfter)}";
    }

    static string Date(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
