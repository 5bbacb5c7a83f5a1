using System.Buffers;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>Decides which form a text has. What a form holds is read by <see cref="TargetSyntax"/>.</summary>
internal static class AddressParser
{
    static readonly SearchValues<char> NeverInPorts = SearchValues.Create("/:@ \"[");

    static readonly AddressScheme Tcp = new(AddressKind.Tcp, [], false);

    public static Address Parse(AddressText text, AddressRole role)
    {
        text.CheckCharacters();
        if (text[0] == '-' && (text.Length == 1 || text[1] == ','))
        {
            return Bare(text, AddressKind.Standard, null, 1);
        }

        if (text[0] == '/' || text.Text.StartsWith("./", StringComparison.Ordinal) || text[0] == '@')
        {
            throw text.Error(0, "A path alone could be a socket or a file.", text[0] == '@' ? $"Write unix:{AddressText.Cut(text.Text)}." : $"Write unix:{AddressText.Cut(text.Text)} or file:{AddressText.Cut(text.Text)}.");
        }

        var end = text.Text.IndexOf(',', StringComparison.Ordinal);
        end = end < 0 ? text.Length : end;
        var colon = text.Text.IndexOf(':', StringComparison.Ordinal);
        if (text[0] is ':' or '[' or '*')
        {
            return HostAndPort(text, end, role);
        }

        // A comma before the first colon belongs to options, as in echo,x=a:b.
        if (colon < 0 || colon > end)
        {
            return Word(text, end, role);
        }

        if (AddressScheme.Read(text, colon) is not { } scheme)
        {
            ThrowIfMeantAsScheme(text, colon, end);
            return HostAndPort(text, end, role);
        }

        return TargetSyntax.Read(text, colon + 1, WithRole(text, scheme, role, colon + 1));
    }

    /// <summary>A base that can listen and does not say so takes the verb's role.</summary>
    static AddressScheme WithRole(AddressText text, AddressScheme scheme, AddressRole role, int target)
    {
        if (role == AddressRole.Connect || scheme.Listens || !AddressScheme.CanListen(scheme.Kind))
        {
            return scheme;
        }

        return scheme.HasLayer("ws") && scheme.Kind == AddressKind.Tcp && text.Text.AsSpan(target).StartsWith("//")
            ? throw text.Error(0, "A URL names a server, and this verb listens.", "Write ws-listen:PORT or wss-listen:PORT.")
            : scheme with { Listens = true };
    }

    static Address HostAndPort(AddressText text, int end, AddressRole role)
    {
        var scheme = Tcp with { Listens = role == AddressRole.Listen };
        var (host, port) = HostPortSyntax.Read(text, 0, end, scheme);
        return new Address
        {
            Kind = AddressKind.Tcp,
            Listens = scheme.Listens,
            Host = host,
            Port = port,
            Options = OptionSyntax.Read(text, end, scheme),
        };
    }

    /// <summary>A text without a colon: a port, a service, or something cut short.</summary>
    static Address Word(AddressText text, int end, AddressRole role)
    {
        var word = text.Text[..end].ToLowerInvariant();
        if (word.Length > 0 && word.All(char.IsAsciiDigit))
        {
            return role == AddressRole.Listen
                ? HostAndPort(text, end, role)
                : throw text.Error(0, "The host is missing.", $"For this machine write localhost:{AddressText.Cut(word)}.");
        }

        if (AddressScheme.Words.Contains(word))
        {
            throw text.Error(end, $"'{word}' needs a target.", $"Write {TargetSyntax.Example(word)}.");
        }

        if (!IsServiceName(word))
        {
            throw word.Length == 0 ? text.Error(0, "The address is missing before the comma.", "Options follow an address, as in tcp-listen:8080,once.")
                : word.Contains(' ', StringComparison.Ordinal) || word.Length > 63 || !word.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '+')
                    ? text.Error(word.TakeWhile(char.IsLetterOrDigit).Count(), $"{AddressText.Quote(word)} is no address.", "Write HOST:PORT, SCHEME:TARGET or the name of a service.")
                    : text.Error(end, "The port is missing.", $"Write it after a colon, as in {AddressText.Cut(word)}:8080.");
        }

        return role == AddressRole.Connect
            ? Bare(text, AddressKind.Service, word, end)
            : throw text.Error(0, $"'{word}' is the name of a service, and this verb needs a place to listen.", "Write a port, as in :8080.");
    }

    static Address Bare(AddressText text, AddressKind kind, string? target, int end) => new()
    {
        Kind = kind,
        Target = target,
        Options = OptionSyntax.Read(text, end, new AddressScheme(kind, [], false)),
    };

    /// <summary>Letters, digits and dashes; begins with a letter.</summary>
    static bool IsServiceName(string word) =>
        word.Length is > 0 and <= 32 && char.IsAsciiLetterLower(word[0]) && word[^1] != '-' && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>
    /// <c>db:5432</c> is a host and a port; <c>tpc:db:5432</c> and <c>unx:/run/x</c> are mistyped schemes. A colon followed by digits alone is always
    /// a port, since a host may well be named like a scheme with a letter changed.
    /// </summary>
    static void ThrowIfMeantAsScheme(AddressText text, int colon, int end)
    {
        var word = text.Text[..colon].ToLowerInvariant();
        if (!char.IsAsciiLetter(word[0]) || !word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+'))
        {
            return;
        }

        var rest = text.Text.AsSpan(colon + 1, end - colon - 1);
        if (!rest.ContainsAnyExceptInRange('0', '9') || IPAddress.TryParse(text.Text.AsSpan(0, end), out _))
        {
            return;
        }

        // What no port can hold; or a known word with a typing error before something that is no number.
        if (rest.IndexOfAny(NeverInPorts) >= 0 || (Suggestion.For(word, AddressScheme.Words) is not null && !char.IsAsciiDigit(rest[0]) && rest[0] != '-'))
        {
            throw AddressScheme.Unknown(text, 0, word);
        }
    }
}
