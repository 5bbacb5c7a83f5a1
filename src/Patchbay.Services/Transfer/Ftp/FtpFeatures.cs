namespace Patchbay.Services.Transfer;

/// <summary>What the server says it can, by FEAT (RFC 2389 section 3.2). Pure.</summary>
internal sealed class FtpFeatures
{
    readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="reply">The answer to FEAT; another than 211 says nothing.</param>
    public FtpFeatures(FtpReply reply)
    {
        if (reply.Code == 211)
        {
            // The first and the last line are words for people.
            foreach (var line in reply.Lines.Skip(1).SkipLast(1))
            {
                _words.Add(line.Trim().Split(' ')[0]);
            }
        }
    }

    /// <param name="word">As <c>MDTM</c>.</param>
    public bool Has(string word) => _words.Contains(word);
}
