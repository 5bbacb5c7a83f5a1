using System.Net.Security;
using System.Security.Authentication;

namespace Patchbay.Sockets;

/// <summary>The TLS layer that an address describes by its options.</summary>
internal static class TlsAddress
{
    /// <exception cref="LayerException">An option cannot be used: a file that cannot be read, two options that contradict each other.</exception>
    public static TlsLayer Open(Address address, LayerSettings settings)
    {
        ThrowIfOfTheOtherSide(address);
        return address.Listens ? new TlsLayer(null, OpenServer(address, settings)) : new TlsLayer(OpenClient(address, settings), null);
    }

    /// <summary>Of an inherited descriptor the grammar takes the options of both sides: only now it is known which it is.</summary>
    static void ThrowIfOfTheOtherSide(Address address)
    {
        string[] others = address.Listens ? ["sni", "ca", "pin", "insecure"] : ["client-ca"];
        if (Array.Find(others, name => address.FindOption(name) is not null) is { } wrong)
        {
            throw Contradiction($"{wrong} is an option of {(address.Listens ? "clients, and this socket listens" : "servers, and this socket is connected")}", "Leave it out.");
        }

        if (!address.Listens && Value(address, "cert") == "auto")
        {
            throw Contradiction("cert=auto makes a server's certificate, and this socket is connected", "For a client write cert=FILE.");
        }
    }

    /// <summary>The client's side alone.</summary>
    /// <param name="address">A connecting address.</param>
    /// <param name="settings">What layers need besides.</param>
    /// <param name="session">Later connections resume the session of earlier ones of this number; null: none does.</param>
    /// <exception cref="LayerException">An option cannot be used.</exception>
    public static TlsClient OpenClient(Address address, LayerSettings settings, int? session = null)
    {
        var trust = ReadTrust(address, settings);
        var name = Value(address, "sni") ?? WithoutZone(address.Host) ?? "";
        if (name.Length == 0 && (trust == PeerTrust.System || Value(address, "ca") is not null))
        {
            throw Contradiction($"{address} has no host whose name the certificate could have", "Add sni=NAME, pin=sha256:… or insecure.");
        }

        return new TlsClient
        {
            PeerName = address.Host is { } host && address.Port is { } port ? $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}" : null,
            TargetHost = name,
            Trust = trust,
            Certificate = ReadCertificate(address),
            Protocols = ReadProtocols(address),
            ApplicationProtocols = ReadAlpn(address),
            AllowsTruncation = AllowsTruncation(address),
            SessionName = session is { } number ? TlsSessionName.For(name, number) : null,
            Clock = settings.TimeProvider,
        };
    }

    static TlsServer OpenServer(Address address, LayerSettings settings)
    {
        Func<SslStreamCertificateContext> certificate;
        if (Value(address, "cert") == "auto")
        {
            if (Value(address, "key") is not null)
            {
                throw Contradiction("cert=auto makes its own key, and key= gives another", "Leave out one of them.");
            }

            var auto = new AutoCertificate(settings.DataDirectory, settings.TimeProvider);
            var shown = auto.Current.TargetCertificate;
            settings.Notify?.Invoke($"certificate of {address with { Options = [] }}: self-signed, {(settings.DataDirectory is null ? "for this process" : $"kept in {settings.DataDirectory}")} until {shown.NotAfter.ToUniversalTime():yyyy-MM-dd}; clients trust it by pin={CertificateFingerprint.Of(shown)}{(settings.DataDirectory is null ? "" : ", here also by ca=auto")}");
            certificate = () => auto.Current;
        }
        else
        {
            var read = ReadCertificate(address) ?? throw Contradiction($"{address} has no certificate to show", "Add cert=auto for a self-signed one, or cert=FILE and key=FILE.");
            certificate = () => read;
        }

        return new TlsServer
        {
            Certificate = certificate,
            ClientTrust = Value(address, "client-ca") is { } path ? PeerTrust.Roots(CertificateFile.ReadAuthorities(path)) : null,
            Protocols = ReadProtocols(address),
            ApplicationProtocols = ReadAlpn(address),
            AllowsTruncation = AllowsTruncation(address),
            Clock = settings.TimeProvider,
        };
    }

    static PeerTrust ReadTrust(Address address, LayerSettings settings)
    {
        var (ca, pin, insecure) = (Value(address, "ca"), Value(address, "pin"), address.FindOption("insecure") is not null);
        if ((ca is null ? 0 : 1) + (pin is null ? 0 : 1) + (insecure ? 1 : 0) > 1)
        {
            throw Contradiction("ca=, pin= and insecure say different things about whom to trust", "Keep one of them.");
        }

        if (insecure)
        {
            settings.Notify?.Invoke($"insecure: nobody verifies who {address with { Options = [] }} is; whoever is in between can read and change everything");
            return PeerTrust.Anyone;
        }

        return pin is not null ? PeerTrust.Pinned(CertificateFingerprint.Normalize(pin)!)
            : ca is null ? PeerTrust.System
            : PeerTrust.Roots(ca == "auto" ? AutoCertificate.ReadTrusted(settings.DataDirectory) : CertificateFile.ReadAuthorities(ca));
    }

    static SslStreamCertificateContext? ReadCertificate(Address address) => (Value(address, "cert"), Value(address, "key")) switch
    {
        (null, null) => null,
        (null, _) => throw Contradiction("key= is there without its certificate", "Add cert=FILE."),
        var (cert, key) => CertificateFile.ReadWithKey(cert, key),
    };

    static SslProtocols ReadProtocols(Address address) => Value(address, "min") == "1.3" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    static List<SslApplicationProtocol>? ReadAlpn(Address address) =>
        Value(address, "alpn")?.Split(',').Select(static protocol => new SslApplicationProtocol(protocol)).ToList();

    static bool AllowsTruncation(Address address) => Value(address, "truncation") == "allow";

    /// <summary>A zone says through which interface, not who.</summary>
    static string? WithoutZone(string? host) => host is null || !host.Contains(':', StringComparison.Ordinal) ? host : host.Split('%')[0];

    static string? Value(Address address, string option) => address.FindOption(option)?.Value;

    static LayerException Contradiction(string message, string hint) => new(LayerFailure.Configuration, message, hint);
}
