using System.Globalization;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Reads lines of <c>lab step</c>. Pure.</summary>
public static class StepParser
{
    /// <summary>Most bytes of one send.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>The backlog when none is given.</summary>
    public const int DefaultBacklog = 128;

    /// <summary>The room of recv when none is given.</summary>
    public const int DefaultRoom = 4096;

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    static readonly Dictionary<string, StepVerb> Verbs = Enum.GetValues<StepVerb>().ToDictionary(static verb => verb.ToString().ToLowerInvariant());
    static readonly Dictionary<string, StepVerb> OtherWords = new() { ["read"] = StepVerb.Recv, ["write"] = StepVerb.Send, ["exit"] = StepVerb.Quit, ["?"] = StepVerb.Help, ["getsockname"] = StepVerb.SockName, ["getpeername"] = StepVerb.PeerName };

    /// <summary>The words a line can begin with.</summary>
    public static IEnumerable<string> Words => Verbs.Keys;

    /// <summary>Reads a line; null for an empty one or a remark.</summary>
    /// <exception cref="StepFormatException">It is no command.</exception>
    public static StepCommand? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var words = new StepArguments(StepLexer.Words(line));
        if (words.IsEmpty)
        {
            return null;
        }

        string? made = null;
        if (words.Count > 1 && words.IsWord(1, "="))
        {
            made = Name(words.Next("a name"));
            words.Next("=");
        }

        var verb = Verb(words.Next("a call"));
        words.Limit = verb == StepVerb.Wait ? null : Limit(words);
        if (made is not null && verb is not (StepVerb.Socket or StepVerb.Accept))
        {
            throw new StepFormatException($"{Word(verb)} makes no socket to be named", "Only `a = socket tcp` and `b = accept a` do.");
        }

        var command = Rest(verb, made, words);
        command = verb == StepVerb.Wait ? command : command with { Limit = words.Limit };
        words.End(Word(verb));
        return command;
    }

    /// <summary>The word for a verb.</summary>
    public static string Word(StepVerb verb) => verb.ToString().ToLowerInvariant();

    static StepCommand Rest(StepVerb verb, string? made, StepArguments words)
    {
        var command = new StepCommand(verb) { Made = made };
        switch (verb)
        {
            case StepVerb.Socket:
                return Made(command, "a = socket tcp") with { Kind = Kind(words.NextOr("tcp")) };
            case StepVerb.Accept:
                return Made(command, "b = accept a") with { Socket = Name(words.Next("a listener")) };
            case StepVerb.Wait:
                return command with { Limit = Duration(words.NextOr("10s")) };
            case StepVerb.Show or StepVerb.Quit:
                return command;
            case StepVerb.Help:
                return command with { Socket = words.NextOr("") };
        }

        command = command with { Socket = Name(words.Next("a socket")) };
        switch (verb)
        {
            case StepVerb.Bind or StepVerb.Connect:
                return Address(command, words.Next("an address"));
            case StepVerb.Listen:
                return command with { Number = Number(words.NextOr(DefaultBacklog.ToString(CultureInfo.InvariantCulture)), int.MinValue, int.MaxValue) };
            case StepVerb.Send:
                return command with { Bytes = Payload(words) };
            case StepVerb.SendTo:
                return Address(command, words.Next("an address")) with { Bytes = Payload(words) };
            case StepVerb.Recv or StepVerb.RecvFrom:
                return command with { Number = Number(words.NextOr(DefaultRoom.ToString(CultureInfo.InvariantCulture)), 0, MostBytes) };
            case StepVerb.Shutdown:
                return command with { Number = Direction(words.NextOr("both")) };
            case StepVerb.GetSockOpt:
                return command with { Option = Option(words.Next("an option")) };
            case StepVerb.SetSockOpt:
                return command with { Option = Option(words.Next("an option")), Number = Number(words.Next("a value"), int.MinValue, int.MaxValue) };
            default:
                return command;
        }
    }

    static StepVerb Verb(string word) =>
        Verbs.TryGetValue(word, out var verb) || OtherWords.TryGetValue(word, out verb) ? verb
        : throw new StepFormatException($"'{word}' is no call", Suggestion.For(word, Verbs.Keys) is { } near ? $"Did you mean '{near}'?" : "`help` lists the calls.");

    static StepCommand Made(StepCommand command, string example) =>
        command.Made is not null ? command : throw new StepFormatException($"the socket that {Word(command.Verb)} makes needs a name", $"For example `{example}`.");

    static string Name(string word) =>
        word.Length is > 0 and <= 16 && char.IsAsciiLetter(word[0]) && word.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? word
        : throw new StepFormatException($"'{word}' is no name for a socket", "A name begins with a letter and has at most 16 letters and digits.");

    static LabSocketKind Kind(string word) =>
        Enum.TryParse<LabSocketKind>(word, ignoreCase: true, out var kind) && char.IsAsciiLetter(word[0]) ? kind
        : throw new StepFormatException($"'{word}' is no kind of socket here", "There are tcp, udp, tcp6 and udp6.");

    static StepCommand Address(StepCommand command, string word)
    {
        if (IPEndPoint.TryParse(word, out var address) && word.Contains(':', StringComparison.Ordinal) && (word[0] == '[' || word.IndexOf(':', StringComparison.Ordinal) == word.LastIndexOf(':')))
        {
            return command with { Address = address };
        }

        return word.Length > 0 && char.IsAsciiLetter(word[0]) && !word.Contains(':', StringComparison.Ordinal)
            ? command with { AddressOf = Name(word) }
            : throw new StepFormatException($"'{word}' is no address", "For example 127.0.0.1:6666, [::1]:0, or the name of a socket to take where that one is.");
    }

    static ReadOnlyMemory<byte> Payload(StepArguments words)
    {
        var word = words.NextWord("text or a number of bytes");
        if (word.IsQuoted)
        {
            return word.Bytes;
        }

        var text = word.Text;
        if (!char.IsAsciiDigit(text[0]))
        {
            return word.Bytes;
        }

        // Not zeros: whoever prints them sees something, and places can be told apart.
        var bytes = new byte[Number(text, 0, MostBytes)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)('a' + (i % 26));
        }

        return bytes;
    }

    static int Number(string word, int least, int most) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new StepFormatException($"'{word}' is no number that fits here", string.Create(CultureInfo.InvariantCulture, $"It goes from {least} to {most}; text is quoted."));

    static int Direction(string word) => word switch
    {
        "read" or "rd" or "SHUT_RD" => 0,
        "write" or "wr" or "SHUT_WR" => 1,
        "both" or "rdwr" or "SHUT_RDWR" => 2,
        _ => throw new StepFormatException($"'{word}' is no direction", "There are read, write and both."),
    };

    static StepOption Option(string word) =>
        StepOption.All.FirstOrDefault(option => string.Equals(option.Name, word, StringComparison.OrdinalIgnoreCase))
        ?? throw new StepFormatException(
            $"there is no option '{word}' here",
            Suggestion.For(word.ToUpperInvariant(), StepOption.All.Select(static option => option.Name)) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", StepOption.All.Select(static option => option.Name))}.");

    // … wait 2s, at the end of any call.
    static TimeSpan? Limit(StepArguments words)
    {
        if (words.Count < 2 || !words.IsWord(words.Count - 2, "wait"))
        {
            return null;
        }

        var limit = Duration(words.TakeLast());
        words.TakeLast();
        return limit;
    }

    static TimeSpan Duration(string word) =>
        Sockets.Duration.TryParse(word, out var time) && time > TimeSpan.Zero && time <= LongestWait ? time
        : throw new StepFormatException($"'{word}' is no time to wait here", "For example 500ms or 5s, at most 1m.");
}
