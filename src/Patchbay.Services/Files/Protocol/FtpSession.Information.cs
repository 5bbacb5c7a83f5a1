namespace Patchbay.Services.Files;

/// <summary>What the server tells of itself.</summary>
sealed partial class FtpSession
{
    MlstFacts _facts = MlstFacts.All;

    internal void Features()
    {
        string[] always = ["EPRT", "EPSV", "MDTM", "MFMT", _facts.Feature(), "REST STREAM", "SIZE", "TVFS", "UTF8"];
        string[] tls = ["AUTH TLS", "PBSZ", "PROT"];
        SayLines(211, "Features:", _settings.OffersTls || _isTls ? [.. tls, .. always] : always, "End");
    }

    internal void Options(string argument)
    {
        var words = argument.Split(' ', 2);
        switch (words[0].ToUpperInvariant())
        {
            case "UTF8":
                Say(200, "Always in UTF8 mode.");
                break;
            case "MLST":
                _facts = MlstFacts.Choose(words.Length > 1 ? words[1] : "");
                Say(200, _facts.Chosen());
                break;
            default:
                Say(501, "There is no such option.");
                break;
        }
    }

    internal void Help(string argument)
    {
        if (argument.Length == 0)
        {
            SayLines(214, "The following commands are recognized.", FtpVerbs.All.Keys.Order(StringComparer.Ordinal).Chunk(12).Select(static row => string.Join(' ', row)), "Help OK.");
        }
        else if (FtpVerbs.All.ContainsKey(argument.ToUpperInvariant()))
        {
            Say(214, $"{argument.ToUpperInvariant()} is implemented.");
        }
        else
        {
            Say(502, "Unknown command.");
        }
    }

    /// <summary>Without a path the session's state, with one a listing on the control connection.</summary>
    internal void Status(string argument)
    {
        if (argument.Length == 0)
        {
            SayLines(211, "FTP server status:",
                [$"Logged in{(_isAnonymous ? " as anonymous" : "")}", $"TYPE: {(_isAscii ? "ASCII" : "BINARY")}; STRU: F; MODE: S", $"Control connection is {(_isTls ? "under TLS" : "plain text")}", $"Data connections are {(_isProtected ? "under TLS" : "plain text")}"],
                "End of status");
            return;
        }

        var (path, pattern) = SplitPattern(WithoutFlags(argument));
        WithFiles(FileRequestKind.List, path, (_, entries) => SayLines(213, "Status follows:", entries.Select(_settings.ListLine), "End of status"), pattern: pattern);
    }
}
