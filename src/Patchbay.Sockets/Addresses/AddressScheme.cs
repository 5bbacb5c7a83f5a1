using System.Text;

namespace Patchbay.Sockets;

/// <summary>The part before the colon: <c>[layer+]*base[-listen]</c>.</summary>
/// <param name="Kind">The base.</param>
/// <param name="Layers">Outermost first.</param>
/// <param name="Listens">Written with <c>-listen</c>.</param>
internal readonly record struct AddressScheme(AddressKind Kind, IReadOnlyList<string> Layers, bool Listens)
{
    public const string ListenSuffix = "-listen";

    const int MaxLayers = 8;

    static readonly (string Word, AddressKind Kind)[] Bases =
    [
        ("tcp", AddressKind.Tcp),
        ("udp", AddressKind.Udp),
        ("multicast", AddressKind.Multicast),
        ("unix", AddressKind.Unix),
        ("unixgram", AddressKind.UnixDatagram),
        ("raw", AddressKind.Raw),
        ("packet", AddressKind.Packet),
        ("exec", AddressKind.Exec),
        ("fd", AddressKind.Descriptor),
        ("systemd", AddressKind.Systemd),
        ("file", AddressKind.File),
    ];

    /// <summary>A layer's word as written, and the layers it stands for.</summary>
    static readonly (string Word, string[] Layers)[] LayerWords = [("tls", ["tls"]), ("ws", ["ws"]), ("wss", ["ws", "tls"])];

    /// <summary>Every word that may stand before the colon, for "did you mean".</summary>
    public static IEnumerable<string> Words
    {
        get
        {
            foreach (var (word, kind) in Bases)
            {
                yield return word;
                if (CanListen(kind))
                {
                    yield return word + ListenSuffix;
                }
            }

            foreach (var (word, _) in LayerWords)
            {
                yield return word;
                yield return word + ListenSuffix;
            }
        }
    }

    public bool HasLayer(string layer) => Layers.Contains(layer);

    /// <summary>The target is the rest of a URL: WebSocket clients, whose path is part of the address.</summary>
    public bool IsUrl => Kind == AddressKind.Tcp && !Listens && HasLayer("ws");

    /// <summary>RFC 6455 section 3.</summary>
    public int DefaultUrlPort => HasLayer("tls") ? 443 : 80;

    public static bool CanListen(AddressKind kind) =>
        kind is AddressKind.Tcp or AddressKind.Udp or AddressKind.Unix or AddressKind.UnixDatagram;

    /// <summary>Reads a stack of words.</summary>
    /// <returns>Null when the last word is none of the grammar, so that the text before the colon may be a host.</returns>
    public static AddressScheme? Read(AddressText text, int end)
    {
        var layers = new List<string>();
        var start = 0;
        while (true)
        {
            var plus = text.Text.IndexOf('+', start, end - start);
            var last = plus < 0;
            var word = text.Text[start..(last ? end : plus)].ToLowerInvariant();
            if (!last)
            {
                layers.AddRange(ReadLayer(text, start, word));
                if (layers.Count > MaxLayers)
                {
                    throw text.Error(start, $"An address has at most {MaxLayers} layers.", "Remove some.");
                }

                start = plus + 1;
                continue;
            }

            var listens = word.EndsWith(ListenSuffix, StringComparison.Ordinal);
            var name = listens ? word[..^ListenSuffix.Length] : word;
            if (FindBase(name) is { } kind)
            {
                Check(text, start, name, kind, layers, listens);
                return new AddressScheme(kind, layers, listens || kind == AddressKind.Systemd);
            }

            if (FindLayer(name) is { } implied)
            {
                layers.AddRange(implied);
                return new AddressScheme(AddressKind.Tcp, layers, listens);
            }

            return listens || start > 0 ? throw Unknown(text, start, word) : null;
        }
    }

    /// <summary>The scheme as the canonical form writes it: <c>tls+tcp</c> is <c>tls</c>, <c>ws+tls</c> is <c>wss</c>.</summary>
    public string Format()
    {
        var result = new StringBuilder();
        for (var i = 0; i < Layers.Count; i++)
        {
            result.Append(i == 0 ? "" : "+");
            if (Layers[i] == "ws" && i + 1 < Layers.Count && Layers[i + 1] == "tls")
            {
                result.Append("wss");
                i++;
            }
            else
            {
                result.Append(Layers[i]);
            }
        }

        if (Layers.Count == 0 || Kind != AddressKind.Tcp)
        {
            result.Append(Layers.Count == 0 ? "" : "+").Append(Word(Kind));
        }

        return result.Append(Listens && CanListen(Kind) ? ListenSuffix : "").ToString();
    }

    public static AddressFormatException Unknown(AddressText text, int start, string word)
    {
        var hint = word is "http" or "https"
            ? "Web addresses are no stream of bytes; for the connection under one write " + (word == "http" ? "tcp:HOST:80" : "tls:HOST:443") + "."
            : Suggestion.For(word, Words) is { } near
                ? $"Did you mean '{near}'?"
                : "Known are " + string.Join(", ", Bases.Select(known => known.Word).Concat(LayerWords.Select(known => known.Word))) + ".";
        return text.Error(start, $"There is no scheme {AddressText.Quote(word)}.", hint);
    }

    /// <summary>The word of a base, or null for those that have none.</summary>
    public static string? Word(AddressKind kind) => Bases.FirstOrDefault(known => known.Kind == kind).Word;

    static AddressKind? FindBase(string word)
    {
        foreach (var known in Bases)
        {
            if (known.Word == word)
            {
                return known.Kind;
            }
        }

        return null;
    }

    static string[]? FindLayer(string word) => LayerWords.FirstOrDefault(known => known.Word == word).Layers;

    static string[] ReadLayer(AddressText text, int start, string word) =>
        FindLayer(word) ?? throw (FindBase(word) is not null
            ? text.Error(start, $"{AddressText.Quote(word)} is no layer: it carries layers and stands last.", "Layers go from the outside in, as in tls+tcp:HOST:PORT.")
            : Suggestion.For(word, LayerWords.Select(known => known.Word)) is { } near
                ? text.Error(start, $"There is no layer {AddressText.Quote(word)}.", $"Did you mean '{near}'?")
                : text.Error(start, $"There is no layer {AddressText.Quote(word)}.", "Known are " + string.Join(", ", LayerWords.Select(known => known.Word)) + "."));

    static void Check(AddressText text, int start, string name, AddressKind kind, List<string> layers, bool listens)
    {
        if (listens && !CanListen(kind))
        {
            throw text.Error(start + name.Length, $"'{name}' has no listening form.", $"Write {name}: without {ListenSuffix}.");
        }

        // TLS and WebSocket are defined over a reliable byte stream (RFC 8446 section 1, RFC 6455 section 1.5).
        if (layers.Count > 0 && kind is not (AddressKind.Tcp or AddressKind.Unix or AddressKind.Exec or AddressKind.Descriptor or AddressKind.Systemd))
        {
            throw text.Error(start, $"'{name}' cannot carry {layers[^1]}: it is no stream of bytes.", $"Layers go on tcp, unix, exec, fd or systemd, as in {layers[^1]}+unix:/run/x.");
        }
    }
}
