using System.Text;

namespace Patchbay.Services.Transfer;

/// <summary>Commands as octets (RFC 959 section 5.3, UTF-8 by RFC 2640). Pure.</summary>
internal static class FtpCommand
{
    /// <summary>Octets of a command with its line's end. Servers take 512 to 4096.</summary>
    public const int MaxLength = 4096;

    /// <summary>One line.</summary>
    /// <param name="verb">Upper case, with what belongs to it: <c>MFMT 20260101000000</c>.</param>
    /// <param name="argument">A path or another text; null for none.</param>
    /// <exception cref="TransferException">The argument would be more than this one command: CR, LF or NUL are in it.</exception>
    public static byte[] Format(string verb, string? argument = null)
    {
        if (argument is not null && argument.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            throw new TransferException(TransferFailure.BadUrl, $"'{Utf8Text.Shown(argument)}' has a line's end or a zero in it", "It would become a command of its own; it is refused.");
        }

        var line = Encoding.UTF8.GetBytes(argument is null ? verb + "\r\n" : $"{verb} {argument}\r\n");
        return line.Length <= MaxLength ? line : throw new TransferException(TransferFailure.BadUrl, $"a path of {line.Length} bytes is too long for FTP", $"A command has at most {MaxLength}.");
    }
}
