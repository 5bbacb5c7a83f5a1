namespace Patchbay.Services.Transfer;

/// <summary>How transfers are made, whatever the protocol.</summary>
internal sealed record TransferOptions
{
    /// <summary>How long the other side may be silent: for a connection, a handshake, an answer, the next byte.</summary>
    /// <remarks>Default 30 s. Greater than zero.</remarks>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who we are; null for nobody (HTTP) or anonymous (FTP).</summary>
    public string? User { get; init; }

    /// <summary>Null where <see cref="User"/> is.</summary>
    public string? Password { get; init; }

    /// <summary>Nobody verifies who the server is.</summary>
    public bool Insecure { get; init; }

    /// <summary>A file of issuers to trust, or <c>auto</c> for the certificate of this machine's own node; null for the machine's.</summary>
    public string? Authorities { get; init; }

    /// <summary>The fingerprint of the one certificate to trust, or null.</summary>
    public string? Pin { get; init; }

    /// <summary>Proxies, as the address option <c>via</c>; null for none.</summary>
    public string? Via { get; init; }

    /// <summary>Where <c>auto</c> finds its certificate.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Fields to add to HTTP requests; they replace ours of the same name.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>HTTP/2 is not offered.</summary>
    public bool OnlyHttp11 { get; init; }

    /// <summary>Bytes a second; null for as fast as it goes.</summary>
    public long? LimitRate { get; init; }

    /// <summary>Hears what people should know, a line each.</summary>
    public Action<string> Notify { get; init; } = static _ => { };

    /// <summary>Hears what the curious want to know, a line each: commands and replies, never a password.</summary>
    public Action<string> Trace { get; init; } = static _ => { };

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
