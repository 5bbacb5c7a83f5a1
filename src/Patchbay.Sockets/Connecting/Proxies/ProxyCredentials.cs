namespace Patchbay.Sockets;

/// <summary>Who we are to a proxy. Never part of an address: addresses are shown in lists and logs.</summary>
/// <param name="User">At most 255 bytes of UTF-8 for SOCKS5, without a colon for HTTP.</param>
/// <param name="Password">At most 255 bytes of UTF-8 for SOCKS5.</param>
public sealed record ProxyCredentials(string User, string Password)
{
    /// <summary>The name of the variable for <see cref="User"/>.</summary>
    public const string UserVariable = "PATCHBAY_PROXY_USER";

    /// <summary>The name of the variable for <see cref="Password"/>.</summary>
    public const string PasswordVariable = "PATCHBAY_PROXY_PASSWORD";

    /// <summary>Those of the environment; null when no user is set.</summary>
    public static ProxyCredentials? FromEnvironment() =>
        Environment.GetEnvironmentVariable(UserVariable) is { Length: > 0 } user ? new(user, Environment.GetEnvironmentVariable(PasswordVariable) ?? "") : null;

    /// <summary>Shows the user only.</summary>
    public override string ToString() => $"{nameof(ProxyCredentials)} {{ User = {User} }}";
}
