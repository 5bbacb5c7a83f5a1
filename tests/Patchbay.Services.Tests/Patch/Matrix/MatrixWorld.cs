using System.Globalization;
using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Patch;

/// <summary>What the ends of a matrix are made from: the engine of the patch, another for the peers, a folder, and the clock of the patch.</summary>
sealed class MatrixWorld : IAsyncDisposable
{
    int _names;

    /// <param name="way">How the patch moves bytes: the portable engine, the one that <c>auto</c> takes, or spliced in the kernel.</param>
    public MatrixWorld(string way)
    {
        Engine = way switch
        {
            "splice" => new SpliceEngine(),
            "auto" => SocketEngine.Create(EngineKind.Auto),
            _ => SocketEngine.Create(EngineKind.Sockets),
        };
        Options = new PatchOptions { Once = true, Relay = new RelayOptions { TimeProvider = Clock } };
        Options = Engine is SpliceEngine splice ? Options with { Join = splice.JoinEndsAsync } : Options;
    }

    public ISocketEngine Engine { get; }

    public ISocketEngine PeerEngine { get; } = SocketEngine.Create(EngineKind.Sockets);

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The clock of the patch; peers have the system's.</summary>
    public ManualTime Clock { get; } = new();

    public PatchOptions Options { get; }

    /// <summary>How many processes we have that are not reaped.</summary>
    public static int Children => Directory.EnumerateDirectories("/proc/self/task").Sum(ChildrenOf);

    /// <summary>A path that nobody else has.</summary>
    public string NextPath() => Folder[(_names++).ToString(CultureInfo.InvariantCulture)];

    /// <summary>Opens an end of any kind.</summary>
    public Task<MatrixEnd> OpenAsync(string kind) => MatrixMessages.Kinds.Contains(kind) ? MatrixMessages.OpenAsync(kind, this) : MatrixStreams.OpenAsync(kind, this);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await PeerEngine.DisposeAsync();
        Folder.Dispose();
    }

    static int ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            // The thread has ended.
            return 0;
        }
    }
}
