namespace Patchbay.Services.Chat;

/// <summary>The two files of one channel's log, open to their owner only.</summary>
internal static class ChatLogFile
{
    const string Ending = ".log", OlderEnding = ".log.1";

    /// <summary>The file that grows. Its name is the channel's, percent-encoded: no channel is a path.</summary>
    public static string Path(string folder, string channel) => System.IO.Path.Combine(folder, Uri.EscapeDataString(channel) + Ending);

    /// <summary>The file before it.</summary>
    public static string OlderPath(string folder, string channel) => System.IO.Path.Combine(folder, Uri.EscapeDataString(channel) + OlderEnding);

    /// <summary>Appends lines in one write; a full file becomes the older one first.</summary>
    public static void Append(string folder, string channel, IEnumerable<byte[]> lines, int most)
    {
        var path = Path(folder, channel);
        if (new FileInfo(path) is { Exists: true } file && file.Length >= most)
        {
            File.Move(path, OlderPath(folder, channel), overwrite: true);
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, options);
        var isTorn = false;
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            isTorn = stream.ReadByte() != '\n';
        }

        // What a crash tore stays a line of its own, which cannot be read.
        byte[] all = [.. isTorn ? "\n"u8.ToArray() : [], .. lines.SelectMany(static line => line)];
        stream.Write(all);
    }

    /// <summary>Removes what was not written to since a moment: nobody is told of it any more.</summary>
    public static void Forget(string folder, DateTime before)
    {
        foreach (var file in new DirectoryInfo(folder).GetFiles("*" + Ending + "*").Where(file => file.LastWriteTimeUtc < before))
        {
            file.Delete();
        }
    }

    /// <summary>Removes the logs that were quiet the longest, until another channel has room.</summary>
    public static void MakeRoom(string folder, string channel, int most)
    {
        if (File.Exists(Path(folder, channel)))
        {
            return;
        }

        var files = new DirectoryInfo(folder).GetFiles("*" + Ending);
        foreach (var file in files.OrderBy(static file => file.LastWriteTimeUtc).Take(files.Length - most + 1))
        {
            file.Delete();
            File.Delete(file.FullName + ".1");
        }
    }
}
