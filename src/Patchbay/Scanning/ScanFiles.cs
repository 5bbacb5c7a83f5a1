using System.Text;
using Patchbay.Probing;

namespace Patchbay;

/// <summary>The outputs <c>--xml</c> and <c>--grepable</c>. A file is written beside and then put in its place: a reader never sees half of one.</summary>
static class ScanFiles
{
    /// <exception cref="UserError">A file cannot be written.</exception>
    public static void Write(Stream stdout, ScanSettings settings, ScanReport result)
    {
        Write(stdout, "--xml", settings.Xml, output => ScanXml.Write(output, result, Program.Version));
        Write(stdout, "--grepable", settings.Grepable, output => output.Write(Encoding.UTF8.GetBytes(ScanGrepable.Format(result, Program.Version))));
    }

    static void Write(Stream stdout, string option, string? path, Action<Stream> write)
    {
        if (path is null)
        {
            return;
        }

        using var bytes = new MemoryStream();
        write(bytes);
        if (path == "-")
        {
            stdout.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            stdout.Flush();
            return;
        }

        // What is no ordinary file (/dev/stderr, a pipe) has no place to be put in.
        var isPlain = !File.Exists(path) || (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.ReparsePoint)) == 0;
        var beside = isPlain ? $"{path}.{Environment.ProcessId}.new" : path;
        try
        {
            using (var file = new FileStream(beside, isPlain ? FileMode.Create : FileMode.Open, FileAccess.Write))
            {
                file.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            }

            if (isPlain)
            {
                File.Move(beside, path, overwrite: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserError(ExitCode.CannotWrite, $"{option}: {path} cannot be written: {error.Message.TrimEnd('.')}", "Choose another place; what was found was printed.", error);
        }
    }
}
