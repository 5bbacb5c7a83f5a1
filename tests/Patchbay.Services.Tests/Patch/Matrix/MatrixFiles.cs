using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Files at either side of a patch.</summary>
static class MatrixFiles
{
    /// <summary>A file that is read: it says its content, and its end.</summary>
    public static MatrixEnd Read(MatrixWorld world, byte[] content)
    {
        var path = world.NextPath();
        File.WriteAllBytes(path, content);
        return Open($"file:{path},read");
    }

    /// <summary>A file that is written anew.</summary>
    public static MatrixEnd Write(string path) => Open($"file:{path},write");

    static MatrixEnd Open(string address) => new(new FileSource(Address.Parse(address), PatchSide.B), _ => Task.FromResult<PatchEnd>(new FilePeer()));
}
