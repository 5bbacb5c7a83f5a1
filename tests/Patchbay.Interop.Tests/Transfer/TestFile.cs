using System.Security.Cryptography;

namespace Patchbay.Interop.Tests.Transfer;

/// <summary>Files of bytes that do not repeat, and their sums.</summary>
static class TestFile
{
    const int Piece = 1024 * 1024;

    /// <summary>Writes one of so many bytes.</summary>
    public static string Write(string path, long length, int seed = 1)
    {
        var random = new Random(seed);
        var buffer = new byte[Piece];
        using var file = File.Create(path);
        for (var left = length; left > 0; left -= Piece)
        {
            random.NextBytes(buffer);
            file.Write(buffer, 0, (int)Math.Min(left, Piece));
        }

        return path;
    }

    public static string Sum(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(new FileInfo(expected).Length, new FileInfo(actual).Length);
        Assert.Equal(Sum(expected), Sum(actual));
    }

    /// <summary>Until a file has so many bytes: nobody tells. Fails when the process that writes it ends.</summary>
    public static async Task GrowsAsync(string path, long bytes, PatchbayProcess writer)
    {
        var end = writer.Process.ExitAsync();
        while (!File.Exists(path) || new FileInfo(path).Length < bytes)
        {
            Assert.False(end.IsCompleted, writer.Process.Error);
            await Task.Delay(10);
        }
    }

    /// <summary>A tree of small files in folders of a hundred; its paths.</summary>
    public static List<string> WriteTree(string root, int count)
    {
        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = $"folder {i / 100}/{(i % 10 == 0 ? ".hidden ö " : "file-")}{i}.txt";
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(Enumerable.Repeat($"content of {i}\n", i % 50)));
            names.Add(name);
        }

        return names;
    }

    /// <summary>That two trees have the same files with the same bytes.</summary>
    public static void AssertSameTrees(string expected, string actual)
    {
        string[] Names(string root) => [.. Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];
        Assert.Equal(Names(expected), Names(actual));
        Assert.All(Names(expected).Where(name => File.Exists(Path.Combine(expected, name))), name =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(actual, name))));
    }
}
