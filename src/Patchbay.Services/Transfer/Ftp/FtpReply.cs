namespace Patchbay.Services.Transfer;

/// <summary>A reply of the server (RFC 959 section 4.2).</summary>
/// <param name="Code">100 to 599.</param>
/// <param name="Lines">The text of each line: without the code on the first and the last, as it is in between. Nothing in it but printable text.</param>
internal sealed record FtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>1yz: the action begins, another reply follows.</summary>
    public bool IsPreliminary => Code / 100 == 1;

    /// <summary>2yz.</summary>
    public bool IsDone => Code / 100 == 2;

    /// <summary>3yz: more is needed.</summary>
    public bool IsIntermediate => Code / 100 == 3;

    /// <summary>The last line's text: the one that means something to a client.</summary>
    public string Text => Lines[^1];

    /// <summary>For messages: the code and the first line with words.</summary>
    public override string ToString() => $"{Code} {Lines.FirstOrDefault(static line => line.Trim().Length > 0)?.Trim() ?? ""}".TrimEnd();
}
