using System.Buffers.Binary;
using System.Text;

namespace Patchbay.Observation;

/// <summary>A sockaddr as one would write it: <c>{127.0.0.1:80}</c>, <c>{[::1]:80}</c>, <c>{"/run/x"}</c>, <c>{"@abstract"}</c>, <c>{AF_NETLINK}</c>. Pure.</summary>
static class SocketAddressText
{
    /// <summary>The longest the kernel takes: struct sockaddr_storage.</summary>
    public const int MostBytes = 128;

    /// <summary>The text, and the end when it is an IP address.</summary>
    public static (string Text, SocketEnd? End, string? Path) Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < 2)
        {
            return ("{}", null, null);
        }

        switch (BinaryPrimitives.ReadUInt16LittleEndian(address))
        {
            case 1:
                var path = Path(address[2..]);
                return (path.Length == 0 ? "{AF_UNIX}" : $"{{\"{path}\"}}", null, path);
            case 2 when address.Length >= 8:
                return End(address, HostAddress.Read(address.Slice(4, 4)));
            case 10 when address.Length >= 24:
                return End(address, HostAddress.Read(address.Slice(8, 16)));
            case var family:
                return ($"{{{SocketCallWords.Family(family)}}}", null, null);
        }
    }

    static (string, SocketEnd?, string?) End(ReadOnlySpan<byte> address, HostAddress host)
    {
        var end = new SocketEnd(host, BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
        // As given: SocketEnd writes the wildcard as a star, which bind(2) does not know.
        return (end.Host.IsV6 ? $"{{[{end.Host}]:{end.Port}}}" : $"{{{end.Host}:{end.Port}}}", end, null);
    }

    /// <summary>The name of a Unix socket: an abstract one begins with a zero, which is written <c>@</c> (unix(7)); a path ends at its first zero.</summary>
    static string Path(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return "";
        }

        var isAbstract = name[0] == 0;
        var end = isAbstract ? name.TrimEnd((byte)0).Length : name.IndexOf((byte)0);
        var text = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetString(end < 0 ? name : name[..end]))
        {
            text.Append(letter == '\0' ? '@' : char.IsControl(letter) || letter is '"' or '\\' ? '?' : letter);
        }

        return text.ToString();
    }
}
