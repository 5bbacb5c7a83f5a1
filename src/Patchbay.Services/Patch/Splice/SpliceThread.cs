namespace Patchbay.Services.Patch;

/// <summary>A thread of the engine and what its pairs share.</summary>
internal sealed class SpliceThread(int index, SpliceSettings settings) : IDisposable
{
    /// <summary>The thread.</summary>
    public EpollThread Loop { get; } = new($"patchbay relay {index}");

    /// <summary>Its pipes.</summary>
    public PipePool Pipes { get; } = new(settings);

    /// <summary>Where bytes are between recv(2) and send(2). Pinned, so that handing it to the kernel costs nothing.</summary>
    public byte[] Scratch { get; } = GC.AllocateUninitializedArray<byte>(Math.Max(settings.SmallRead, settings.LargeRead), pinned: true);

    /// <summary>How it works.</summary>
    public SpliceSettings Settings => settings;

    /// <summary>Ends the thread's pairs and gives everything back.</summary>
    public void Dispose()
    {
        Loop.Dispose();
        Pipes.Dispose();
    }
}
