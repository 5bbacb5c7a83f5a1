namespace Patchbay.Services.Transfer;

/// <summary>The phases of a transfer, in their order.</summary>
internal enum TransferPhase
{
    /// <summary>Every answer that only sent us elsewhere.</summary>
    Redirects,

    /// <summary>The name, to its first usable address.</summary>
    Resolve,

    /// <summary>The TCP handshake; with a proxy, everything up to its "connected".</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>FTP: the greeting, the login, the data connection.</summary>
    Login,

    /// <summary>The request is with the kernel.</summary>
    RequestSent,

    /// <summary>The answer begins: the head of HTTP, the first reply of FTP.</summary>
    FirstByte,

    /// <summary>The bytes.</summary>
    Transfer,
}
