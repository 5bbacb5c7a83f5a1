using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Whether a program file gives whoever runs it rights of its own. Thread-safe.</summary>
public static unsafe partial class FileRights
{
    /// <summary>It is set-uid or set-gid, or has capabilities (capabilities(7), "File capabilities"). False for what is not there.</summary>
    public static bool AreGiven(string path)
    {
        try
        {
            return OperatingSystem.IsLinux()
                && ((File.GetUnixFileMode(path) & (UnixFileMode.SetUser | UnixFileMode.SetGroup)) != 0 || getxattr(path, "security.capability", null, 0) > 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, byte* value, nuint size);
}
