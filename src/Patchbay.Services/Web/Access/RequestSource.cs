using System.Globalization;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Web;

/// <summary>
/// Tells requests that a foreign page made in a browser. Every page may send requests to this machine, and a browser adds the user's password by itself: the
/// field Origin says which page it is (RFC 6454), and Host shows a name that was pointed at loopback to get in (DNS rebinding).
/// </summary>
static class RequestSource
{
    /// <summary>Every name is ours.</summary>
    public const string AnyHost = "*";

    /// <summary>Why a request with this Host is not answered, or null.</summary>
    /// <param name="host">The field; empty when there is none, as in HTTP/1.0.</param>
    /// <param name="ours">Further names of ours, or <see cref="AnyHost"/>.</param>
    /// <param name="local">Our end of the connection.</param>
    public static string? RefuseHost(string host, IReadOnlyList<string> ours, EndPoint? local)
    {
        if (host.Length == 0 || ours.Contains(AnyHost))
        {
            return null;
        }

        var name = WithoutPort(host);
        return ours.Contains(name, StringComparer.OrdinalIgnoreCase) || string.Equals(name, Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            ? null
            : OriginPolicy.Refuse(demanded: null, origin: null, host, local);
    }

    /// <summary>Why a request that changes something is not done, or null.</summary>
    /// <param name="origin">The field; null when there is none: no browser, or a page of ours.</param>
    /// <param name="site">The field Sec-Fetch-Site; null when there is none.</param>
    /// <param name="host">The field.</param>
    public static string? RefuseWrite(string? origin, string? site, string host)
    {
        if (origin is null)
        {
            return site is null or "same-origin" or "none" ? null : $"a page of another site sent this ({site})";
        }

        return Authority(origin) is { } from && string.Equals(from, WithPort(host, origin), StringComparison.OrdinalIgnoreCase) ? null : $"a page of {origin} sent this";
    }

    /// <summary>Host and port of an origin; null when it is none, as <c>null</c> of a sandboxed page.</summary>
    static string? Authority(string origin) =>
        origin.IndexOf("://", StringComparison.Ordinal) is > 0 and var at && origin[(at + 3)..] is { Length: > 0 } authority ? WithPort(authority, origin) : null;

    static string WithPort(string authority, string origin)
    {
        var name = WithoutPort(authority);
        return authority.Length > name.Length + 1 && authority[name.Length] == ':' ? authority
            : string.Create(CultureInfo.InvariantCulture, $"{name}:{(origin.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? 443 : 80)}");
    }

    static string WithoutPort(string authority)
    {
        var from = authority.StartsWith('[') ? Math.Max(authority.IndexOf(']', StringComparison.Ordinal), 0) : 0;
        var colon = authority.IndexOf(':', from);
        return colon < 0 ? authority : authority[..colon];
    }
}
