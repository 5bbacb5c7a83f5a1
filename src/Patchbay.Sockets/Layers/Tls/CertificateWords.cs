using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Sockets;

/// <summary>Says what is wrong with a peer's certificate.</summary>
/// <param name="peer">Who the peer is.</param>
/// <param name="name">The name that the certificate must have; null on a server, where none is asked for.</param>
/// <param name="clock">For how long ago.</param>
internal sealed class CertificateWords(string peer, string? name, TimeProvider clock)
{
    const int MostNames = 4;

    const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    bool IsServer => name is null;

    public LayerException Missing() => IsServer
        ? new LayerException(LayerFailure.Certificate, $"{peer} showed no client certificate, and client-ca demands one")
        : new LayerException(LayerFailure.Certificate, $"{peer} showed no certificate");

    public LayerException NotPinned(X509Certificate2 certificate) => new(LayerFailure.Certificate,
        $"the certificate of {peer} is not the pinned one: it has {CertificateFingerprint.Of(certificate)}", "A renewed certificate has another fingerprint; so has somebody in between.");

    /// <summary>Everything that is wrong in one sentence; null when nothing is.</summary>
    public LayerException? Explain(X509Certificate2 certificate, X509Chain? chain, X509ChainStatusFlags status, bool nameDiffers)
    {
        var faults = new List<string>();
        var hint = "";
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            var (fault, help) = Time(certificate, chain);
            faults.Add(fault);
            hint = help;
        }

        if (nameDiffers)
        {
            faults.Add($"is for {Names(certificate)}, not for {name}");
            hint = "The address option sni=NAME says which name is asked for and checked.";
        }

        if ((status & Untrusted) != 0)
        {
            var isSelfSigned = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            faults.Add(isSelfSigned ? "is self-signed and not trusted here" : $"is from an issuer that is not trusted here: {Issuer(certificate, chain)}");
            hint = IsServer ? "The address option client-ca=FILE says which issuers are." : $"If it is the right one, trust it by pin={CertificateFingerprint.Of(certificate)} or its issuer by ca=FILE.";
        }

        var rest = status & ~(Untrusted | X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.OfflineRevocation | X509ChainStatusFlags.RevocationStatusUnknown);
        if (rest.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            faults.Add(IsServer ? "is not made for clients (extended key usage)" : "is not made for servers (extended key usage)");
        }
        else if (rest != X509ChainStatusFlags.NoError)
        {
            faults.Add($"is not valid ({rest})");
        }

        return faults.Count == 0 ? null : new LayerException(LayerFailure.Certificate, $"the certificate of {peer} {string.Join(", and ", faults)}", hint);
    }

    (string Fault, string Hint) Time(X509Certificate2 leaf, X509Chain? chain)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var certificate in chain?.ChainElements.Select(static element => element.Certificate) ?? [leaf])
        {
            var whose = certificate.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span) ? "" : $"has an issuer ({certificate.GetNameInfo(X509NameType.SimpleName, false)}) that ";
            var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
            if (now > to)
            {
                return ($"{whose}expired on {Date(to)} ({Days(now - to)} ago)", "Its owner has to renew it.");
            }

            if (now < from)
            {
                return ($"{whose}is not valid before {Date(from)}", $"This machine's clock says {Date(now)}.");
            }
        }

        return ("is not valid now", "");
    }

    static string Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        List<string> names = alternative is null ? [] : [.. alternative.EnumerateDnsNames(), .. alternative.EnumerateIPAddresses().Select(static address => address.ToString())];
        return names.Count switch
        {
            0 => certificate.GetNameInfo(X509NameType.SimpleName, false) is { Length: > 0 } common ? $"{common} (and names no host)" : "no host",
            <= MostNames => string.Join(", ", names),
            _ => $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more",
        };
    }

    /// <summary>The last issuer that the chain names: the one that would have to be known.</summary>
    static string Issuer(X509Certificate2 leaf, X509Chain? chain)
    {
        var last = chain is { ChainElements.Count: > 0 } ? chain.ChainElements[^1].Certificate : leaf;
        return last.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
    }

    static string Date(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    static string Days(TimeSpan time) => time.TotalDays >= 2 ? $"{(int)time.TotalDays} days" : time.TotalHours >= 2 ? $"{(int)time.TotalHours} hours" : $"{(int)time.TotalMinutes} minutes";
}
