using System.Globalization;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// Under which name SslStream keeps a session. It keeps one a name for the whole process, and none for an IP address; FTP servers want a data connection to
/// resume the session of its own control connection. Pure.
/// </summary>
internal static class TlsSessionName
{
    /// <summary>A name for one of several groups of connections to the same host.</summary>
    /// <param name="host">A name: the same in another letter case, which means the same to every server (RFC 6066 section 3). An IP address: a name that no host has.</param>
    /// <param name="number">Which group. Names repeat after two to the power of the host's letters.</param>
    public static string For(string host, int number)
    {
        if (IPAddress.TryParse(host, out _))
        {
            // RFC 6761 section 6.4. A server finds no such virtual host, and shows the certificate it shows without a name.
            return string.Create(CultureInfo.InvariantCulture, $"session-{number}.invalid");
        }

        return string.Create(host.Length, (host, number), static (name, state) =>
        {
            var bit = 0;
            for (var i = 0; i < name.Length; i++)
            {
                var letter = state.host[i];
                name[i] = char.IsAsciiLetter(letter) && bit < 31 && (state.number >> bit++ & 1) != 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter);
            }
        });
    }
}
