using System.Security.Cryptography;
using System.Text;

namespace Patchbay.Services.Web;

/// <summary>
/// What has come of an upload so far: a hidden file beside its destination, one for each user and path, so that an interrupted upload can go on and a
/// finished one takes its place in one step (rename(2)). Only one upload writes it at a time.
/// </summary>
sealed class PartialFile : IDisposable
{
    const string Prefix = ".patchbay-", Suffix = ".part";

    readonly FileStream _stream;
    readonly string _path;
    bool _isMoved;

    PartialFile(FileStream stream, string path) => (_stream, _path) = (stream, path);

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Length;

    /// <summary>The name for a user's upload to a name. The user is in it: nobody goes on with another's.</summary>
    public static string NameFor(string user, string name) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user}\n{name}")).AsSpan(0, 12)) + Suffix;

    /// <summary>How much of a user's upload is there; null when nothing is.</summary>
    public static long? LengthOf(JailedFolder folder, string user, string name)
    {
        var file = new FileInfo(folder[NameFor(user, name)]);
        return file.Exists ? file.Length : null;
    }

    /// <summary>Opens it, made if it is not there; null when another upload has it.</summary>
    /// <exception cref="IOException">The file system failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static PartialFile? TryOpen(JailedFolder folder, string user, string name)
    {
        var path = folder[NameFor(user, name)];
        try
        {
            // No sharing is a lock that goes with the process (flock(2)).
            return new PartialFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), path);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Deletes what nobody has gone on with for <paramref name="lifetime"/>. One that is being written is young.</summary>
    public static void RemoveStale(JailedFolder folder, TimeSpan lifetime)
    {
        var oldest = DateTime.UtcNow - lifetime;
        foreach (var file in new DirectoryInfo(folder.Path).EnumerateFiles(Prefix + "*" + Suffix, new EnumerationOptions { AttributesToSkip = 0 }))
        {
            if (file.LastWriteTimeUtc < oldest)
            {
                File.Delete(file.FullName);
            }
        }
    }

    /// <summary>Drops what is behind <paramref name="length"/> and goes on from there.</summary>
    public void CutTo(long length)
    {
        _stream.SetLength(length);
        _stream.Position = length;
    }

    /// <summary>Adds bytes at the end. Blocks on the disk.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Makes it the file of its name.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="replace">A file that is there may be replaced.</param>
    /// <exception cref="IOException">There is one already, or a folder.</exception>
    public void MoveTo(string destination, bool replace)
    {
        File.Move(_path, destination, replace);
        _isMoved = true;
    }

    /// <summary>Drops it.</summary>
    public void Delete() => File.Delete(_path);

    /// <summary>Lets go of it; one that holds nothing is dropped.</summary>
    public void Dispose()
    {
        if (_stream.Length == 0 && !_isMoved)
        {
            Delete();
        }

        _stream.Dispose();
    }
}
