namespace Patchbay;

/// <summary>Speaks on stderr: lines that stay, and on a terminal a last line that is written over while the scan goes on. Thread-safe.</summary>
sealed class ScanVoice(ProgramIo io, Report report, bool draws)
{
    readonly Lock _lock = new();
    bool _hasLine;

    /// <summary>A line that stays.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            Clear();
            report.Say(text);
        }
    }

    /// <summary>An error, also with --quiet.</summary>
    public void Fault(UserError error)
    {
        lock (_lock)
        {
            Clear();
            io.Error.Write($"{report.Bold("patchbay:")} {error.Message}\n{(error.Hint is null ? "" : error.Hint + "\n")}");
        }
    }

    /// <summary>The line that is written over; nothing in a pipe.</summary>
    public void Progress(string text)
    {
        if (!draws)
        {
            return;
        }

        lock (_lock)
        {
            var width = TerminalScreen.Width - 1;
            io.Error.Write($"\r\e[K{(text.Length <= width ? text : text[..width])}");
            _hasLine = true;
        }
    }

    /// <summary>Takes that line away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_hasLine)
            {
                io.Error.Write("\r\e[K");
                _hasLine = false;
            }
        }
    }
}
