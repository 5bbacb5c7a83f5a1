using System.Net;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>One address that the service listens on.</summary>
/// <param name="Tls">Puts TLS on control and data connections, the same for both, so that a client's session is known on the second; null where there is none.</param>
/// <param name="IsImplicit">The control connection begins under TLS.</param>
/// <param name="IsExposed">Other machines can reach it.</param>
sealed record FtpListener(LayerStack? Tls, bool IsImplicit, bool IsExposed)
{
    static readonly string[] TlsOptions = ["cert", "key", "client-ca", "min", "alpn", "truncation"];

    /// <summary>The listener of a bound address.</summary>
    /// <exception cref="LayerException">A certificate cannot be read.</exception>
    public static FtpListener Open(Address address, FilesOptions options, LayerSettings layers)
    {
        if (address.Layers.Contains("tls"))
        {
            var own = address with { Layers = ["tls"], Options = [.. address.Options.Where(static option => TlsOptions.Contains(option.Name))] };
            return new FtpListener(AddressLayers.Open(own, layers), IsImplicit: true, address.IsExposed());
        }

        if (options.CertificateFile is not { } certificate)
        {
            return new FtpListener(null, IsImplicit: false, address.IsExposed());
        }

        List<AddressOption> shown = [new("cert", certificate)];
        if (options.KeyFile is { } key)
        {
            shown.Add(new("key", key));
        }

        // Who serves this machine alone need not be told of a certificate that nobody asks for.
        var settings = address.IsExposed() ? layers : layers with { Notify = null };
        return new FtpListener(AddressLayers.Open(address with { Layers = ["tls"], Options = shown }, settings), IsImplicit: false, address.IsExposed());
    }

    /// <summary>The address without TLS, which the session itself puts on.</summary>
    public static Address WithoutTls(Address address) => address with { Layers = [.. address.Layers.Where(static layer => layer != "tls")] };

    /// <summary>The client is on this machine, and the address only for it.</summary>
    public bool IsLocal(IPAddress? peer) => !IsExposed && peer is not null && IPAddress.IsLoopback(MappedAddress.Unmap(peer));
}
