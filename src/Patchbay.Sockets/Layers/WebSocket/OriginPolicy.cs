using System.Net;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>
/// Which upgrades a listener takes. A browser lets every page open a WebSocket to any address, this machine's loopback included, and says in Origin
/// which page it is (RFC 6455 section 10.2); a page that points its own name at 127.0.0.1 (DNS rebinding) is told by the Host.
/// </summary>
internal static class OriginPolicy
{
    /// <summary>Why an upgrade is refused, or null.</summary>
    /// <param name="demanded">The origin to demand, <c>*</c> for no check, null for the rule: no Origin, or one of the host that Host names.</param>
    /// <param name="origin">The field; null when there is none: no browser.</param>
    /// <param name="host">The field.</param>
    /// <param name="local">Our end of the connection.</param>
    public static string? Refuse(string? demanded, string? origin, string host, EndPoint? local)
    {
        if (demanded == "*")
        {
            return null;
        }

        if (demanded is not null)
        {
            return string.Equals(demanded, origin, StringComparison.OrdinalIgnoreCase) ? null
                : origin is null ? $"only pages of {demanded} may connect, and no Origin is given" : $"pages of {origin} may not connect";
        }

        var name = HostName(host);
        if (local is IPEndPoint { Address: var address } && IPAddress.IsLoopback(MappedAddress.Unmap(address)) && !IsLiteral(name) && !IsLocalName(name))
        {
            return $"this listener is on loopback, and {host} is a name of elsewhere";
        }

        if (origin is null)
        {
            return null;
        }

        var from = origin.IndexOf("://", StringComparison.Ordinal) is > 0 and var at ? HostName(origin[(at + 3)..]) : null;
        return from is not null && (from == name || (IsLoopbackName(from) && IsLoopbackName(name))) ? null : $"pages of {origin} may not connect";
    }

    /// <summary>Without the port, in lower case; a literal without brackets.</summary>
    static string HostName(string authority)
    {
        var name = authority.StartsWith('[') ? authority[1..].Split(']')[0] : authority.Split(':')[0];
        return name.TrimEnd('.').ToLowerInvariant();
    }

    static bool IsLiteral(string name) => IPAddress.TryParse(name, out _);

    static bool IsLocalName(string name) => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    static bool IsLoopbackName(string name) => IsLocalName(name) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
}
