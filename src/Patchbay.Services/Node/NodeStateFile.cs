using System.Text.Json;
using Patchbay.Linux;

namespace Patchbay.Services;

/// <summary>
/// The claim of a node on its data directory, and the file by which others find it. One node at a time holds the claim; the kernel drops it with the process, however it ends.
/// </summary>
public sealed class NodeStateFile : IDisposable
{
    const string StateName = "node.json", LockName = "node.lock";

    readonly string _directory;
    readonly FileStream _lock;

    NodeStateFile(string directory, FileStream claimed) => (_directory, _lock) = (directory, claimed);

    /// <summary>Claims a data directory; null when a running node has it.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights are missing.</exception>
    public static NodeStateFile? TryClaim(string directory)
    {
        DataDirectory.Create(directory);
        var path = Path.Combine(directory, LockName);
        try
        {
            // FileShare.None is flock(2) on Unix.
            return new NodeStateFile(directory, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>The running node of a data directory, or null: no file, or a stale one whose process is gone.</summary>
    public static NodeState? FindRunning(string directory)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(directory, StateName));
            var state = JsonSerializer.Deserialize(file, NodeStateJson.Default.NodeState);
            return state is not null && ProcessStart.Find(state.Pid) == state.Started ? state : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Publishes what runs here: whole or not at all, readable for its owner only.</summary>
    public void Publish(string engine, IReadOnlyDictionary<string, IReadOnlyList<string>> services)
    {
        var path = Path.Combine(_directory, StateName);
        var fresh = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(fresh, options))
        {
            var state = new NodeState(Environment.ProcessId, ProcessStart.Find(Environment.ProcessId) ?? 0, engine, services);
            JsonSerializer.Serialize(file, state, NodeStateJson.Default.NodeState);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Takes the file back, then the claim.</summary>
    public void Dispose()
    {
        File.Delete(Path.Combine(_directory, StateName));
        _lock.Dispose();
    }
}
