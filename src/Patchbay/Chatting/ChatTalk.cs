using System.Text;
using Patchbay.Services.Chat;

namespace Patchbay;

/// <summary>
/// The client's side of a chat: lines of the server in, lines to the server and things to show out. Negotiates what it can use, logs in, joins, answers PING. Pure: no
/// socket, terminal or clock. Not thread-safe.
/// </summary>
/// <param name="nick">Who we want to be.</param>
/// <param name="channel">What to join first; null for nothing.</param>
/// <param name="login">Who logs in; null for nobody.</param>
/// <param name="clock">For lines without a time of their own.</param>
sealed class ChatTalk(string nick, string? channel, ChatLoginData? login, TimeProvider clock)
{
    const int HistoryOnJoin = 50, MostNickTries = 5, SaslChunk = 400;

    static readonly string[] Wanted = ["batch", "draft/chathistory", "echo-message", "message-tags", "server-time"];

    readonly Queue<byte[]> _toServer = new();
    readonly Queue<ChatLine> _toShow = new();
    readonly HashSet<string> _capabilities = [];
    readonly List<string> _names = [];
    int _nickTries;

    /// <summary>Who we are.</summary>
    public string Nick { get; private set; } = nick;

    /// <summary>Where what is typed goes; null for nowhere.</summary>
    public string? Target { get; private set; }

    /// <summary>The welcome came.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>The first channel was joined, or there is none to join.</summary>
    public bool IsReady { get; private set; }

    /// <summary>We said QUIT.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Messages that were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Why it cannot go on; null while it can.</summary>
    public UserError? Failure { get; private set; }

    /// <summary>The server's last word before it closed, or null.</summary>
    public string? LastWord { get; private set; }

    /// <summary>The next line to the server, with CR LF.</summary>
    public bool TryTakeLine(out byte[]? line) => _toServer.TryDequeue(out line);

    /// <summary>The next thing to show.</summary>
    public bool TryTakeShown(out ChatLine? line) => _toShow.TryDequeue(out line);

    /// <summary>The first lines.</summary>
    public void Begin()
    {
        Send("CAP", ["LS", "302"]);
        Send("NICK", [Nick]);
        Send("USER", [Nick, "0", "*"], Nick);
    }

    /// <summary>Says something where we are.</summary>
    public void Say(string text, string command = "PRIVMSG") => SayTo(Target ?? throw new InvalidOperationException("There is nobody to say it to."), text, command);

    public void SayTo(string target, string text, string command = "PRIVMSG")
    {
        foreach (var piece in ChatText.Split(text))
        {
            Send(command, [target], piece);
            if (!_capabilities.Contains("echo-message"))
            {
                Show(command == "NOTICE" ? ChatLineKind.Notice : ChatLineKind.Message, target, Nick, piece, null);
            }
        }
    }

    /// <summary>Does something: <c>/me</c>.</summary>
    public void Act(string text)
    {
        Send("PRIVMSG", [Target!], $"\u0001ACTION {text}\u0001");
        if (!_capabilities.Contains("echo-message"))
        {
            Show(ChatLineKind.Action, Target!, Nick, text, null);
        }
    }

    /// <summary>Any command.</summary>
    public void Send(string command, string[] parameters, string? text = null) => _toServer.Enqueue(IrcLine.Format("", null, command, parameters, text));

    public void Leave(string reason)
    {
        IsLeaving = true;
        Send("QUIT", [], reason);
    }

    /// <summary>Talks to somebody else from now on.</summary>
    public void TalkTo(string target) => Target = target;

    /// <summary>Shows words of our own.</summary>
    public void Tell(string text, ChatLineKind kind = ChatLineKind.Event) => Show(kind, "", "", text, null);

    /// <summary>Takes a line of the server.</summary>
    public void Receive(IrcMessage message)
    {
        switch (message.Command)
        {
            case "PING":
                Send("PONG", [], message[0]);
                break;
            case "CAP":
                Capability(message);
                break;
            case "AUTHENTICATE" when login is not null:
                Authenticate(login);
                break;
            case "903":
                Send("CAP", ["END"]);
                break;
            case "902" or "904" or "905" or "906" or "908" when !IsRegistered && login is not null:
                Failure ??= new UserError(ExitCode.Permission, $"{login.User} was not logged in: {ChatText.Clean(message.Last)}", "Check the name and the password; after many wrong ones the server refuses for some minutes.");
                break;
            case "001":
                Registered(message);
                break;
            case "432" or "433" or "437" when !IsRegistered:
                OtherNick(message);
                break;
            case "FAIL" when !IsRegistered:
                Failure ??= new UserError(ExitCode.Permission, $"the server refused: {ChatText.Clean(message.Last)}", "--user NAME logs in.");
                break;
            case "464" or "465" when !IsRegistered:
                Failure ??= new UserError(ExitCode.Permission, $"the server refused: {ChatText.Clean(message.Last)}");
                break;
            case "ERROR":
                LastWord = ChatText.Clean(message[0]);
                break;
            case "JOIN" when IsUs(message):
                Joined(message);
                break;
            case "353":
                _names.AddRange(message.Last.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                break;
            case "366":
                Show(message, ChatLineKind.Event, message[1], $"{_names.Count} {(_names.Count == 1 ? "person" : "people")}: {string.Join(' ', _names)}");
                _names.Clear();
                break;
            default:
                Show(message);
                break;
        }
    }

    bool IsUs(IrcMessage message) => CaseMapping.Fold(message.SourceNick) == CaseMapping.Fold(Nick);

    void Capability(IrcMessage message)
    {
        switch (message[1])
        {
            case "LS":
                var offered = message.Last.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static name => name.Split('=')[0]);
                _capabilities.UnionWith(offered.Where(name => Wanted.Contains(name) || (name == "sasl" && login is not null)));
                if (message.Parameters.Count > 3)
                {
                    // "*": more lines follow.
                    break;
                }

                if (login is not null && !_capabilities.Contains("sasl"))
                {
                    Failure = new UserError(ExitCode.Unsupported, "the server offers no login", "Without --user it may let you in all the same.");
                }
                else if (_capabilities.Count == 0)
                {
                    Send("CAP", ["END"]);
                }
                else
                {
                    Send("CAP", ["REQ"], string.Join(' ', _capabilities));
                }

                break;
            case "ACK" when login is not null:
                Send("AUTHENTICATE", ["PLAIN"]);
                break;
            case "NAK":
                _capabilities.Clear();
                Send("CAP", ["END"]);
                break;
            case "ACK":
                Send("CAP", ["END"]);
                break;
            default:
                break;
        }
    }

    void Authenticate(ChatLoginData login)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{login.User}\0{login.Password}"));
        for (var start = 0; start <= text.Length; start += SaslChunk)
        {
            // A message of whole chunks ends with an empty one.
            Send("AUTHENTICATE", [start == text.Length ? "+" : text[start..Math.Min(text.Length, start + SaslChunk)]]);
            if (text.Length - start < SaslChunk)
            {
                break;
            }
        }
    }

    void Registered(IrcMessage message)
    {
        IsRegistered = true;
        Nick = message[0].Length > 0 ? message[0] : Nick;
        Show(message, ChatLineKind.Event, "", $"{ChatText.Clean(message.SourceNick)} welcomes you as {Nick}");
        if (channel is null)
        {
            IsReady = true;
        }
        else
        {
            Send("JOIN", [channel]);
        }
    }

    void OtherNick(IrcMessage message)
    {
        if (message.Command == "432" || ++_nickTries >= MostNickTries)
        {
            Failure = new UserError(ExitCode.Usage, $"the server does not take the nick {Nick}: {ChatText.Clean(message.Last)}", "--nick NICK chooses another.");
            return;
        }

        Nick += "_";
        Show(message, ChatLineKind.Event, "", $"that nick is taken; trying {Nick}");
        Send("NICK", [Nick]);
    }

    void Joined(IrcMessage message)
    {
        Target = message[0];
        IsReady = true;
        _names.Clear();
        Show(message, ChatLineKind.Event, message[0], "you joined");
        if (_capabilities.Contains("draft/chathistory"))
        {
            Send("CHATHISTORY", ["LATEST", message[0], "*", $"{HistoryOnJoin}"]);
        }
    }

    void Show(IrcMessage message)
    {
        if (ChatWords.Of(message, Nick, clock.GetUtcNow()) is { } line)
        {
            _toShow.Enqueue(line);
            Refused += line.Kind == ChatLineKind.Error ? 1 : 0;
        }

        switch (message.Command)
        {
            case "NICK" when IsUs(message):
                Nick = message[0];
                break;
            case "PART" when IsUs(message) && message[0] == Target:
            case "KICK" when CaseMapping.Fold(message[1]) == CaseMapping.Fold(Nick) && message[0] == Target:
                Target = null;
                break;
            case "403" or "405" or "437" or "471" or "473" or "474" or "475" or "476" when !IsReady && channel is not null:
                Failure = new UserError(ExitCode.Other, $"{channel} cannot be joined: {ChatText.Clean(message.Last)}");
                break;
            default:
                break;
        }
    }

    void Show(IrcMessage message, ChatLineKind kind, string where, string text) => _toShow.Enqueue(new ChatLine(ChatWords.TimeOf(message, clock.GetUtcNow()), kind, ChatText.Clean(where), "", ChatText.Clean(text)));

    void Show(ChatLineKind kind, string where, string who, string text, DateTimeOffset? time) => _toShow.Enqueue(new ChatLine(time ?? clock.GetUtcNow(), kind, where, who, ChatText.Clean(text)));
}
