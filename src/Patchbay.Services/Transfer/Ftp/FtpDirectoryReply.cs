namespace Patchbay.Services.Transfer;

/// <summary>The folder's name in the 257 of PWD and MKD: in double quotes, a quote in it doubled (RFC 959 appendix II). Pure.</summary>
internal static class FtpDirectoryReply
{
    public static string? Parse(string text)
    {
        var start = text.IndexOf('"', StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var name = new System.Text.StringBuilder();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                name.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '"')
            {
                name.Append('"');
                i++;
            }
            else
            {
                return name.Length == 0 ? null : name.ToString();
            }
        }

        return null;
    }
}
