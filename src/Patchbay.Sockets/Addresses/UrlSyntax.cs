namespace Patchbay.Sockets;

/// <summary>
/// The rest of a WebSocket URL (RFC 6455 section 3): <c>[//]host[:port][/path][?query][#option[,option]…]</c>. A ws URL may have no fragment, so
/// the fragment is free for options and never reaches the wire.
/// </summary>
internal static class UrlSyntax
{
    public static Address Read(AddressText text, int start, AddressScheme scheme)
    {
        start += text.Text.AsSpan(start).StartsWith("//") ? 2 : 0;
        var fragment = text.Text.IndexOf('#', start);
        fragment = fragment < 0 ? text.Length : fragment;
        var pathAt = text.Text.AsSpan(start, fragment - start).IndexOfAny('/', '?');
        pathAt = pathAt < 0 ? fragment : start + pathAt;
        CheckAuthority(text, start, pathAt);
        var (host, port) = HostPortSyntax.Read(text, start, pathAt, scheme, scheme.DefaultUrlPort);
        return new Address
        {
            Kind = scheme.Kind,
            Layers = scheme.Layers,
            Host = host,
            Port = port,
            Target = ReadPath(text, pathAt, fragment),
            Options = OptionSyntax.Read(text, fragment, scheme),
        };
    }

    static void CheckAuthority(AddressText text, int start, int end)
    {
        var authority = text.Text.AsSpan(start, end - start);
        if (authority.IndexOf('@') >= 0)
        {
            throw text.Error(start, "A user and password stand in the URL.", "Remove all up to the '@': addresses are shown in lists and logs.");
        }

        if (authority.IndexOf(',') is var comma and >= 0)
        {
            throw text.Error(start + comma, "A comma follows the host.", "Options of a URL follow after '#', as in wss://HOST/PATH#alpn=http/1.1.");
        }
    }

    static string ReadPath(AddressText text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            // RFC 3986 section 2: everything else is written in percent-encoding.
            if (text[i] is <= ' ' or > '~' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}')
            {
                throw text.Error(i, $"'{text[i]}' cannot stand in a URL.", $"Write it in percent-encoding{(text[i] < 128 ? $", as %{(int)text[i]:X2}" : "")}.");
            }
        }

        var path = text.Text[start..end];
        return path.StartsWith('/') ? path : "/" + path;
    }
}
