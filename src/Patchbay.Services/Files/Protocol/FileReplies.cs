namespace Patchbay.Services.Files;

/// <summary>Failures as replies: the codes of RFC 959, RFC 1123 section 4.1.2.11 and RFC 3659 section 5.3, in the words of strerror(3) where there are such. Pure.</summary>
static class FileReplies
{
    /// <summary>The reply to a command about a file that could not be obeyed.</summary>
    public static string For(FileFailure failure) => failure switch
    {
        FileFailure.NotFound => FtpReply.Line(550, "No such file or directory."),
        FileFailure.NotDirectory => FtpReply.Line(550, "Not a directory."),
        FileFailure.IsDirectory => FtpReply.Line(550, "Is a directory."),
        FileFailure.Exists => FtpReply.Line(550, "File exists."),
        FileFailure.NotEmpty => FtpReply.Line(550, "Directory not empty."),
        FileFailure.Denied => FtpReply.Line(550, "Permission denied."),
        FileFailure.Outside => FtpReply.Line(550, "Permission denied: the link leaves your files."),
        FileFailure.Busy => FtpReply.Line(450, "Another transfer is writing this file."),
        FileFailure.NoSpace => FtpReply.Line(452, "No space left on device."),
        FileFailure.BeyondEnd => FtpReply.Line(554, "The restart position is behind the end of the file."),
        FileFailure.BadName => FtpReply.Line(553, "File name not allowed."),
        _ => FtpReply.Line(451, "The server's file system failed."),
    };
}
