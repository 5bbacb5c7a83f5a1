using System.Net;
using Microsoft.Extensions.Configuration;

namespace Patchbay.Services.Files;

/// <summary>The options of the service, and their values. Immutable.</summary>
sealed record FilesOptions
{
    const string Root = "root", Anonymous = "anonymous", PlainLogin = "plain-login", Certificate = "certificate", CertificateKey = "certificate-key", Ports = "passive-ports",
        Masquerade = "masquerade", Sessions = "max-sessions", SessionsPerAddress = "max-sessions-per-address", Tries = "login-tries", BadCommands = "bad-commands",
        LoginTimeout = "login-timeout", CommandTimeout = "command-timeout", StallTimeout = "stall-timeout", PassiveTimeout = "passive-timeout";

    /// <summary>The service's own options with their defaults.</summary>
    public static IReadOnlyList<ServiceOption> Own { get; } =
    [
        new(Root, OptionValues.None, "directory or none", "Serves this directory: to read for everybody who may log in, to write for accounts with the right. Without it each account has an area of its own.")
        {
            Check = static text => _ = text == OptionValues.None || Directory.Exists(text) ? 0 : throw new FormatException("is no directory"),
        },
        new(Anonymous, "loopback", "loopback, on or off", "Who may read without a password: clients of this machine, everybody, nobody. on, where other machines can connect, opens every public area to them.")
        {
            Check = static text => OneOf(text, "loopback", "on", "off"),
        },
        new(PlainLogin, "loopback", "loopback or on", "Where accounts may log in without TLS. on sends passwords and files readable through the network.")
        {
            Check = static text => OneOf(text, "loopback", "on"),
        },
        new(Certificate, "auto", "auto, a PEM file, or none", "What AUTH TLS shows: a self-signed certificate kept in the data directory, one of yours, or no TLS. Addresses with tls- have their own cert=."),
        new(CertificateKey, OptionValues.None, "a PEM file or none", "The key of that certificate, where the file does not hold it."),
        new(Ports, "2122-2200", "ports (LOW-HIGH) or any", "Where passive data connections are listened for; a firewall must let them in. Each waiting or running transfer takes one.")
        {
            Check = static text => PassivePorts.Parse(text),
        },
        new(Masquerade, OptionValues.None, "IPv4 address or none", "The address that PASV tells, for a server behind NAT.")
        {
            Check = static text => ReadMasquerade(text),
        },
        new(Sessions, "500", "sessions (1 to 100000)", "Sessions at once; one more is told 421.") { Check = static text => OptionValues.Count(text, 1, 100_000) },
        new(SessionsPerAddress, "50", "sessions (1 to 100000)", "Sessions at once from one address; one more is told 421. Clients behind one NAT share it.") { Check = static text => OptionValues.Count(text, 1, 100_000) },
        new(Tries, "3", "wrong passwords (1 to 100)", "Wrong passwords on one connection until it ends.") { Check = static text => OptionValues.Count(text, 1, 100) },
        new(BadCommands, "20", "lines (1 to 1000)", "Lines in a row that are no commands until the connection ends.") { Check = static text => OptionValues.Count(text, 1, 1000) },
        new(LoginTimeout, "60s", "duration (30s, 5m)", "How long a client may take to log in.") { Check = static text => PositiveDuration(text) },
        new(CommandTimeout, "5m", "duration (30s, 5m)", "How long a session without a transfer may be silent.") { Check = static text => PositiveDuration(text) },
        new(StallTimeout, "60s", "duration (30s, 5m)", "How long a data connection may move no byte, and a client take no reply.") { Check = static text => PositiveDuration(text) },
        new(PassiveTimeout, "30s", "duration (30s, 5m)", "How long a data connection may take to come about.") { Check = static text => PositiveDuration(text) },
    ];

    /// <summary>Serves this directory; null for an area of its own for each account.</summary>
    public required string? SharedDirectory { get; init; }

    /// <summary>Everybody may read.</summary>
    public required bool AnonymousEverywhere { get; init; }

    /// <summary>Nobody may read without a password.</summary>
    public required bool AnonymousNowhere { get; init; }

    /// <summary>Passwords are taken in plain text from other machines too.</summary>
    public required bool PlainLoginEverywhere { get; init; }

    /// <summary><c>auto</c> or a file; null for no TLS.</summary>
    public required string? CertificateFile { get; init; }

    /// <summary>The key's file.</summary>
    public required string? KeyFile { get; init; }

    /// <summary>The ports of passive data connections.</summary>
    public required PassivePorts PassivePorts { get; init; }

    /// <summary>What PASV tells instead of the real address.</summary>
    public required IPAddress? MasqueradeAddress { get; init; }

    /// <summary>Sessions at once.</summary>
    public required int MaxSessions { get; init; }

    /// <summary>Sessions at once from one address.</summary>
    public required int MaxSessionsPerAddress { get; init; }

    /// <summary>Wrong passwords on a connection.</summary>
    public required int MaxLoginTries { get; init; }

    /// <summary>Lines in a row that are no commands.</summary>
    public required int MaxBadCommands { get; init; }

    /// <summary>From the greeting to the login.</summary>
    public required TimeSpan Login { get; init; }

    /// <summary>Between commands.</summary>
    public required TimeSpan Command { get; init; }

    /// <summary>Without a byte.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>From PASV, or from the transfer command in active mode, to the data connection.</summary>
    public required TimeSpan Passive { get; init; }

    /// <summary>The values of a service's section.</summary>
    /// <exception cref="FormatException">A value is none of its option.</exception>
    public static FilesOptions Read(IConfiguration section)
    {
        return new()
        {
            SharedDirectory = OrNull(Root) is { } root ? Path.GetFullPath(root) : null,
            AnonymousEverywhere = Text(Anonymous) == "on",
            AnonymousNowhere = Text(Anonymous) == "off",
            PlainLoginEverywhere = Text(PlainLogin) == "on",
            CertificateFile = OrNull(Certificate),
            KeyFile = OrNull(CertificateKey),
            PassivePorts = PassivePorts.Parse(Text(Ports)),
            MasqueradeAddress = ReadMasquerade(Text(Masquerade)),
            MaxSessions = OptionValues.Count(Text(Sessions), 1, 100_000),
            MaxSessionsPerAddress = OptionValues.Count(Text(SessionsPerAddress), 1, 100_000),
            MaxLoginTries = OptionValues.Count(Text(Tries), 1, 100),
            MaxBadCommands = OptionValues.Count(Text(BadCommands), 1, 1000),
            Login = PositiveDuration(Text(LoginTimeout)),
            Command = PositiveDuration(Text(CommandTimeout)),
            Stall = PositiveDuration(Text(StallTimeout)),
            Passive = PositiveDuration(Text(PassiveTimeout)),
        };

        string Text(string key) => section[key] ?? Own.First(option => option.Key == key).Default;
        string? OrNull(string key) => Text(key) is not OptionValues.None and var text ? text : null;
    }

    static TimeSpan PositiveDuration(string text) => OptionValues.Duration(text) is { Ticks: > 0 } value ? value : throw new FormatException("must be longer than nothing");

    static void OneOf(string text, params string[] words)
    {
        if (!words.Contains(text))
        {
            throw new FormatException($"must be one of {string.Join(", ", words)}");
        }
    }

    static IPAddress? ReadMasquerade(string text) => text == OptionValues.None ? null
        : DataAddress.ParsePort(text.Replace('.', ',') + ",0,0") is { } address ? address.Address : throw new FormatException("must be an IPv4 address: 203.0.113.7");
}
