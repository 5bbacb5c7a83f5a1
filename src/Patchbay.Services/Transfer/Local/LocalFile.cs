namespace Patchbay.Services.Transfer;

/// <summary>Files of this machine that are sent.</summary>
internal static class LocalFile
{
    /// <exception cref="TransferException">It is not there, may not be read, or is none.</exception>
    public static FileStream OpenRead(string path)
    {
        try
        {
            return Directory.Exists(path)
                ? throw new TransferException(TransferFailure.CannotRead, $"'{path}' is a folder", "`mirror` sends folders.")
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception error) when (error is not TransferException && error is IOException or UnauthorizedAccessException)
        {
            var words = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message.TrimEnd('.');
            throw new TransferException(TransferFailure.CannotRead, $"'{path}' cannot be read: {words}", "", error);
        }
    }
}
