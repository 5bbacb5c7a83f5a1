using System.Text;

namespace Patchbay.Probing;

/// <summary>A file of targets: one or more a line, between spaces; '#' begins a comment. Pure.</summary>
public static class TargetFile
{
    /// <summary>The longest file that is read, in characters.</summary>
    public const int MostCharacters = 64 * 1024 * 1024;

    /// <summary>The targets of a text.</summary>
    public static IEnumerable<string> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            foreach (var word in line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                yield return word;
            }
        }
    }

    /// <summary>The targets of a file; <c>-</c> is stdin.</summary>
    /// <exception cref="ScanException">It cannot be read, or is longer than <see cref="MostCharacters"/>.</exception>
    public static IReadOnlyList<string> Load(string path, Stream stdin)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var reader = new StreamReader(path == "-" ? stdin : File.OpenRead(path), Encoding.UTF8);
            var text = new StringBuilder();
            var buffer = new char[64 * 1024];
            while (reader.Read(buffer) is > 0 and var read)
            {
                if (text.Append(buffer, 0, read).Length > MostCharacters)
                {
                    throw new ScanException($"{path} is no list of targets: it has more than {MostCharacters / 1024 / 1024} million characters", ScanFailure.BadFile);
                }
            }

            return [.. Read(text.ToString())];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ScanException($"the targets of {path} cannot be read: {error.Message.TrimEnd('.')}", ScanFailure.BadFile, "--file takes a text file with a target a line; - is stdin.", error);
        }
    }
}
