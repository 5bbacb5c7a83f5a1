namespace Patchbay.Services;

/// <summary>The one directory under which a node keeps everything.</summary>
public static class DataDirectory
{
    /// <summary><c>$XDG_DATA_HOME/patchbay</c>, by default <c>~/.local/share/patchbay</c> (XDG Base Directory Specification).</summary>
    public static string Default =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "patchbay");

    /// <summary>Refuses to serve a folder in which the data directory is: with it, the users' password hashes and the certificates' keys.</summary>
    /// <param name="service">Who would serve it.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="dataDirectory">The node's.</param>
    /// <param name="hidesDotFiles">The service never shows what is below a name that begins with a dot.</param>
    /// <exception cref="ConfigurationException">It is.</exception>
    public static void StaysOutOf(string service, string folder, string dataDirectory, bool hidesDotFiles = false)
    {
        var (outer, inner) = (Path.GetFullPath(folder), Path.GetFullPath(dataDirectory));
        var (realOuter, realInner) = (RealPath.Of(outer), RealPath.Of(inner));
        if (RealPath.IsBelow(realOuter, realInner) && !(hidesDotFiles && Path.GetRelativePath(realOuter, realInner).Split(Path.DirectorySeparatorChar).Any(static name => name.Length > 1 && name[0] == '.')))
        {
            throw new ConfigurationException(
                $"{service}: {outer} holds the node's data directory {inner}, in which are the users' password hashes and the keys of certificates", "Serve a folder beside it, or choose another data directory: --data DIR.");
        }
    }

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
