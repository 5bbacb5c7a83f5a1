using Patchbay.Linux;

namespace Patchbay.Services.Files;

/// <summary>What .NET throws about files, as the reasons that replies know.</summary>
static class FileErrors
{
    /// <summary>The exception is about a file, and not a mistake of ours.</summary>
    public static bool IsOfFile(Exception error) => error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>The reason. On Unix .NET leaves the errno in HResult.</summary>
    public static FileFailure Reason(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => FileFailure.NotFound,
        UnauthorizedAccessException => FileFailure.Denied,
        PathTooLongException or ArgumentException or NotSupportedException => FileFailure.BadName,
        _ => error.HResult switch
        {
            Errno.EEXIST => FileFailure.Exists,
            Errno.ENOTDIR => FileFailure.NotDirectory,
            Errno.EISDIR => FileFailure.IsDirectory,
            Errno.ENOTEMPTY => FileFailure.NotEmpty,
            Errno.ENOSPC or Errno.EDQUOT => FileFailure.NoSpace,
            Errno.EAGAIN => FileFailure.Busy,
            Errno.EROFS => FileFailure.Denied,
            Errno.ENAMETOOLONG => FileFailure.BadName,
            _ => FileFailure.Failed,
        },
    };
}
