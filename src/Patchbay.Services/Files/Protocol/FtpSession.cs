namespace Patchbay.Services.Files;

/// <summary>
/// The server's side of one control connection as rules alone: commands and outcomes in, replies and actions out. No socket, no clock, no file. Commands are obeyed one
/// after the other; those that come while an action waits for its outcome wait too, but for ABOR and STAT, which speak to a transfer. Not thread-safe.
/// </summary>
sealed partial class FtpSession
{
    /// <summary>Commands that may wait.</summary>
    public const int MostWaiting = 32;

    readonly FtpSessionSettings _settings;
    readonly Queue<FtpCommand> _waiting = new();
    readonly Queue<FtpAction> _actions = new();

    // Set by the action that waits for an outcome; what to do with it.
    Action<FtpOutcome>? _pending;
    int _badCommands;
    bool _isClosing, _isStartingTls;

    /// <summary>A session that has greeted.</summary>
    public FtpSession(FtpSessionSettings settings)
    {
        _settings = settings;
        _isTls = settings.IsTls;
        Say(220, "Patchbay files: FTP server ready.");
    }

    /// <summary>More commands can be taken.</summary>
    public bool WantsCommands => !_isClosing && !_isStartingTls && _waiting.Count + _aborts < MostWaiting;

    /// <summary>An action waits for its outcome.</summary>
    public bool IsBusy => _pending is not null;

    /// <summary>A transfer is prepared or runs.</summary>
    public bool IsTransferring => _transfer is not null;

    /// <summary>Bytes that the transfer has moved, for STAT. The feeder keeps it.</summary>
    public Func<long> Transferred { get; init; } = static () => 0;

    /// <summary>The next thing to do, in order.</summary>
    public bool TryTake(out FtpAction action) => _actions.TryDequeue(out action!);

    /// <summary>A command came. Ignored behind QUIT and between AUTH TLS and the end of its handshake.</summary>
    public void Receive(FtpCommand command)
    {
        if (_isClosing || _isStartingTls)
        {
            return;
        }

        if (!IsBusy)
        {
            Obey(command);
        }
        else if (IsTransferring && command.Verb == "ABOR")
        {
            AbortTransfer();
        }
        else if (IsTransferring && command is { Verb: "STAT", Argument: "" })
        {
            TransferStatus();
        }
        else if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(command);
        }
    }

    /// <summary>The action that waited is done.</summary>
    /// <exception cref="InvalidOperationException">None waited.</exception>
    public void Complete(FtpOutcome outcome)
    {
        var pending = _pending ?? throw new InvalidOperationException("No action waits for an outcome.");
        _pending = null;
        pending(outcome);
        while (!IsBusy && !_isClosing && _waiting.TryDequeue(out var command))
        {
            Obey(command);
        }
    }

    /// <summary>Ends the session for a reason of the server's: a time-out, the server stops. The action that waits is given up.</summary>
    public void End(string reason)
    {
        if (!_isClosing)
        {
            Say(421, reason);
            Close();
        }
    }

    /// <summary>Replies.</summary>
    public void Say(int code, string text) => _actions.Enqueue(new FtpAction.Reply(FtpReply.Line(code, text)));

    void SayLines(int code, string first, IEnumerable<string> inner, string last) => _actions.Enqueue(new FtpAction.Reply(FtpReply.Lines(code, first, inner, last)));

    void Await<TOutcome>(FtpAction action, Action<TOutcome> then) where TOutcome : FtpOutcome
    {
        _actions.Enqueue(action);
        _pending = outcome => then((TOutcome)outcome);
    }

    void Close()
    {
        _isClosing = true;
        _waiting.Clear();
        _actions.Enqueue(new FtpAction.Close());
    }

    void Obey(FtpCommand command)
    {
        // Invariant: RNTO stands right behind its RNFR (RFC 959 section 4.1.3).
        if (command.Verb != "RNTO")
        {
            _renameFrom = null;
        }

        if (command.Fault == FtpLineFault.TooLong)
        {
            Reject(500, "Line too long.");
        }
        else if (command.Fault == FtpLineFault.NotText)
        {
            Reject(501, "Commands are UTF-8 without control characters.");
        }
        else if (!FtpVerbs.All.TryGetValue(command.Verb, out var verb))
        {
            Reject(command.Verb == "SITE" ? 502 : 500, command.Verb == "SITE" ? "SITE is not implemented." : "Unknown command.");
        }
        else if (verb.NeedsLogin && !IsLoggedIn)
        {
            Reject(530, "Please login with USER and PASS.");
        }
        else if (verb.NeedsArgument && command.Argument.Length == 0)
        {
            Reject(501, $"{command.Verb} needs an argument.");
        }
        else
        {
            _badCommands = 0;
            verb.Obey(this, command.Argument);
        }
    }

    void Reject(int code, string text)
    {
        if (++_badCommands > _settings.MaxBadCommands)
        {
            End("Too many bad commands.");
            return;
        }

        Say(code, text);
    }
}
