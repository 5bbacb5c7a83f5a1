namespace Patchbay.Sockets;

/// <summary>What layers need besides their address.</summary>
public sealed record LayerSettings
{
    /// <summary>Where <c>cert=auto</c> keeps its certificate and <c>ca=auto</c> finds it.</summary>
    /// <remarks>Default null: a certificate is made for this process alone.</remarks>
    public string? DataDirectory { get; init; }

    /// <summary>How long the handshakes of all layers of a connection may take together.</summary>
    /// <remarks>Default 10 s. Greater than zero.</remarks>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Who we are to the proxies of <c>via</c>; every proxy of a chain that asks is told.</summary>
    /// <remarks>Default: those of the environment, <see cref="Sockets.ProxyCredentials.FromEnvironment"/>.</remarks>
    public ProxyCredentials? ProxyCredentials { get; init; } = ProxyCredentials.FromEnvironment();

    /// <summary>How long the proxies of <c>via</c> may take together to connect to the target.</summary>
    /// <remarks>Default 30 s. Greater than zero.</remarks>
    public TimeSpan ProxyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Hears, once for each <see cref="AddressLayers.Open"/>, what people should know: a certificate's fingerprint, that nothing is verified. One line each.</summary>
    /// <remarks>Default null: nobody is told.</remarks>
    public Action<string>? Notify { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
