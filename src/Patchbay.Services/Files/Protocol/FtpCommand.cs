namespace Patchbay.Services.Files;

/// <summary>One command line of a client (RFC 959 section 5.3).</summary>
/// <param name="Verb">The first word, in upper case; empty for an empty line.</param>
/// <param name="Argument">What follows the first space, as it was sent; empty when there is nothing.</param>
/// <param name="Fault">Why the line is none that could be obeyed.</param>
readonly record struct FtpCommand(string Verb, string Argument, FtpLineFault Fault = FtpLineFault.None);

/// <summary>What is wrong with a command line as such.</summary>
enum FtpLineFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is longer than <see cref="FtpCommandReader.MaxLine"/>; the rest of it was thrown away.</summary>
    TooLong,

    /// <summary>It is not UTF-8 (RFC 2640), or has a NUL or CR inside.</summary>
    NotText,
}
