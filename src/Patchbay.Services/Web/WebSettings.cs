using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Patchbay.Services.Web;

/// <summary>The options of the web service, read.</summary>
sealed record WebSettings
{
    const string DataRoot = "DATA/web";
    const int MostHeaders = 1000;

    /// <summary>The words of <c>anonymous</c> and of <c>plaintext-passwords</c>.</summary>
    public const string Loopback = "loopback", Read = "read", Anywhere = "anywhere", On = "on", Off = "off";

    /// <summary>The options besides those of every stream service, with their defaults.</summary>
    public static IReadOnlyList<ServiceOption> All { get; } =
    [
        new("root", DataRoot, "folder", "What is served. Everything in it, but for names that begin with a dot, can be read by whoever may read; DATA is the node's data directory."),
        new("anonymous", Loopback, "loopback, read or none",
            "Who may read without an account: who comes by a listener on loopback, everybody, or nobody. Writing always takes an account with the right to write.")
        {
            Check = static text => OptionValues.Word(text, Loopback, Read, OptionValues.None),
        },
        new("plaintext-passwords", Loopback, "loopback or anywhere",
            "Where passwords are taken without TLS. With anywhere, whoever is on the way can read them.")
        {
            Check = static text => OptionValues.Word(text, Loopback, Anywhere),
        },
        new("hosts", OptionValues.None, "names separated by commas, * or none",
            "Further names that requests to a listener on loopback may have in Host, for a proxy in front; * takes all, and lets a foreign page that points its name at 127.0.0.1 read what you serve."),
        new("index", "index.html", "file name or none", "What a folder shows in place of its listing.")
        {
            Check = static text => _ = text.Length > 0 && WebFileName.Judge(text, windows: false) == WebPathFault.None ? text : throw new FormatException("must be a file's name"),
        },
        new("listing", On, "on or off", "Folders without an index show their files.") { Check = static text => OptionValues.Word(text, On, Off) },
        new("precompressed", Off, "on or off", "Send FILE.br or FILE.gz in place of a text file where the client takes it and it is no older.") { Check = static text => OptionValues.Word(text, On, Off) },
        new("zip-limit", "4GiB", "size (512MiB, 4GiB) or none", "The most that ?zip packs of one folder; none switches it off. Packing takes processor time.") { Check = static text => OptionValues.SizeOrNone(text) },
        new("max-upload", "16GiB", "size (512MiB, 4GiB)", "The longest file that is taken.") { Check = static text => OptionValues.Size(text) },
        new("partial-lifetime", "24h", "duration (30m, 24h)", "How long what came of an interrupted upload is kept for its resumption.") { Check = static text => OptionValues.Duration(text) },
        new("header-timeout", "30s", "duration (500ms, 30s)", "How long a request's header may take to arrive.") { Check = static text => Positive(text) },
        new("keep-alive-timeout", "130s", "duration (30s, 5m)", "How long a connection may wait for its next request.") { Check = static text => Positive(text) },
        new("min-rate", "240", "bytes per second (1 to 1000000000) or none", "A client that sends a body or takes an answer slower, after 5 seconds of grace, is cut.") { Check = static text => OptionValues.CountOrNone(text, 1, 1_000_000_000) },
        new("max-request-line", "8KiB", "size (1KiB to 1MiB)", "The longest method and target.") { Check = static text => Bytes(text) },
        new("max-header-bytes", "32KiB", "size (1KiB to 1MiB)", "The longest header of a request.") { Check = static text => Bytes(text) },
        new("max-headers", "100", "fields (10 to 1000)", "The most fields of a request's header.") { Check = static text => OptionValues.Count(text, 10, MostHeaders) },
        new("max-streams", "100", "streams (1 to 1000)", "The requests that one HTTP/2 connection may have under way.") { Check = static text => OptionValues.Count(text, 1, 1000) },
        new("access-log", OptionValues.None, "file or none", "Where a line for each request is written, in the Common Log Format. It holds the addresses and names of users."),
    ];

    /// <summary>The folder; made when it is the default.</summary>
    public required string Root { get; init; }

    public bool IsOwnRoot { get; init; }

    public required string Anonymous { get; init; }

    public bool TakesPasswordsAnywhere { get; init; }

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string? Index { get; init; }

    public bool ListsFolders { get; init; }

    public bool IsPrecompressed { get; init; }

    public long? ZipLimit { get; init; }

    public TimeSpan PartialLifetime { get; init; }

    public string? AccessLog { get; init; }

    public required Action<KestrelServerLimits> Limits { get; init; }

    /// <summary>Reads the service's section.</summary>
    /// <param name="section">What is not in it has its default.</param>
    /// <param name="dataDirectory">The node's.</param>
    /// <exception cref="FormatException">A value is none of its option.</exception>
    public static WebSettings Load(IConfiguration section, string dataDirectory)
    {
        var root = Text("root");
        return new WebSettings
        {
            Root = root == DataRoot ? Path.Combine(dataDirectory, "web") : Path.GetFullPath(root),
            IsOwnRoot = root == DataRoot,
            Anonymous = OptionValues.Word(Text("anonymous"), Loopback, Read, OptionValues.None),
            TakesPasswordsAnywhere = Text("plaintext-passwords") == Anywhere,
            Hosts = Text("hosts") == OptionValues.None ? [] : Text("hosts").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Index = Text("index") is var index && index == OptionValues.None ? null : index,
            ListsFolders = Text("listing") == On,
            IsPrecompressed = Text("precompressed") == On,
            ZipLimit = OptionValues.SizeOrNone(Text("zip-limit")),
            PartialLifetime = OptionValues.Duration(Text("partial-lifetime")),
            AccessLog = Text("access-log") is var log && log == OptionValues.None ? null : log,
            Limits = SetLimits,
        };

        string Text(string key) => section[key] ?? All.First(option => option.Key == key).Default;

        void SetLimits(KestrelServerLimits limits)
        {
            var rate = OptionValues.CountOrNone(Text("min-rate"), 1, 1_000_000_000) is { } bytes ? new MinDataRate(bytes, TimeSpan.FromSeconds(5)) : null;
            (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (rate, rate);
            (limits.RequestHeadersTimeout, limits.KeepAliveTimeout) = (Positive(Text("header-timeout")), Positive(Text("keep-alive-timeout")));
            (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize) = (Bytes(Text("max-request-line")), Bytes(Text("max-header-bytes")));
            limits.MaxRequestHeaderCount = OptionValues.Count(Text("max-headers"), 10, MostHeaders);
            limits.MaxRequestBodySize = OptionValues.Size(Text("max-upload"));
            limits.Http2.MaxStreamsPerConnection = OptionValues.Count(Text("max-streams"), 1, 1000);

            // A connection that is quiet while its only request waits for a password to be checked must not be taken for dead.
            limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);

            // An upload over HTTP/2 is no faster than its window a round trip.
            (limits.Http2.InitialStreamWindowSize, limits.Http2.InitialConnectionWindowSize) = (1 << 20, 2 << 20);
        }
    }

    static TimeSpan Positive(string text) => OptionValues.Duration(text) is { Ticks: > 0 } duration ? duration : throw new FormatException("must be longer than 0s");

    static int Bytes(string text) => OptionValues.Size(text) is >= 1024 and <= 1 << 20 and var size ? (int)size : throw new FormatException("must be a size from 1KiB to 1MiB");
}
