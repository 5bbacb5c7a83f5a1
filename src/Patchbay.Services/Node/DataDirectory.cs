namespace Patchbay.Services;

/// <summary>The one directory under which a node keeps everything.</summary>
public static class DataDirectory
{
    /// <summary><c>$XDG_DATA_HOME/patchbay</c>, by default <c>~/.local/share/patchbay</c> (XDG Base Directory Specification).</summary>
    public static string Default =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "patchbay");

    /// <summary>Makes the directory, open to its owner only, if it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights are missing.</exception>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
